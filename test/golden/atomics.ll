define hidden i64 @f0(ptr %0, i32 %1) {
entry:
  %2 = load ptr, ptr %0, align 8
  %3 = getelementptr i8, ptr %0, i64 24
  %4 = load ptr, ptr %3, align 8
  %5 = load ptr, ptr %4, align 8
  %6 = load i32, ptr %5, align 4
  %7 = add i32 %6, 1
  store i32 %7, ptr %5, align 4
  %8 = icmp eq i32 %7, 0
  br i1 %8, label %cold, label %9

9:
  %10 = add i32 %1, 4
  %11 = and i32 %10, 7
  %12 = icmp ne i32 %11, 0
  br i1 %12, label %cold1, label %13

13:
  %14 = zext i32 %1 to i64
  %15 = getelementptr [1 x i8], ptr %2, i64 %14, i64 4
  br label %16

16:
  %17 = load atomic volatile i64, ptr %15 seq_cst, align 8
  ret i64 %17

cold:
  %18 = getelementptr i8, ptr %0, i64 56
  %19 = load ptr, ptr %18, align 8
  %20 = getelementptr i8, ptr %19, i64 104
  %21 = load ptr, ptr %20, align 8
  call void %21(ptr %0, i32 0)
  br label %9

cold1:
  %22 = zext i32 %1 to i64
  %23 = getelementptr i8, ptr %0, i64 56
  %24 = load ptr, ptr %23, align 8
  %25 = getelementptr i8, ptr %24, i64 128
  %26 = load ptr, ptr %25, align 8
  call void %26(ptr %0, i32 0, i64 %22, i64 11)
  %27 = getelementptr i8, ptr %0, i64 56
  %28 = load ptr, ptr %27, align 8
  %29 = getelementptr i8, ptr %28, i64 0
  %30 = load ptr, ptr %29, align 8
  call void %30(ptr %0, i32 12, i32 54)
  unreachable
}

define hidden void @f1(ptr %0, i32 %1, i32 %2) {
entry:
  %3 = load ptr, ptr %0, align 8
  %4 = getelementptr i8, ptr %0, i64 24
  %5 = load ptr, ptr %4, align 8
  %6 = getelementptr i8, ptr %5, i64 8
  %7 = load ptr, ptr %6, align 8
  %8 = load i32, ptr %7, align 4
  %9 = add i32 %8, 1
  store i32 %9, ptr %7, align 4
  %10 = icmp eq i32 %9, 0
  br i1 %10, label %cold, label %11

11:
  %12 = trunc i32 %2 to i8
  %13 = zext i32 %1 to i64
  %14 = getelementptr i8, ptr %3, i64 %13
  br label %15

15:
  store atomic volatile i8 %12, ptr %14 seq_cst, align 1
  ret void

cold:
  %16 = getelementptr i8, ptr %0, i64 56
  %17 = load ptr, ptr %16, align 8
  %18 = getelementptr i8, ptr %17, i64 104
  %19 = load ptr, ptr %18, align 8
  call void %19(ptr %0, i32 1)
  br label %11
}

define hidden i64 @f2(ptr %0, i32 %1, i64 %2) {
entry:
  %3 = load ptr, ptr %0, align 8
  %4 = getelementptr i8, ptr %0, i64 24
  %5 = load ptr, ptr %4, align 8
  %6 = getelementptr i8, ptr %5, i64 16
  %7 = load ptr, ptr %6, align 8
  %8 = load i32, ptr %7, align 4
  %9 = add i32 %8, 1
  store i32 %9, ptr %7, align 4
  %10 = icmp eq i32 %9, 0
  br i1 %10, label %cold, label %11

11:
  %12 = trunc i64 %2 to i16
  %13 = and i32 %1, 1
  %14 = icmp ne i32 %13, 0
  br i1 %14, label %cold1, label %15

15:
  %16 = zext i32 %1 to i64
  %17 = getelementptr i8, ptr %3, i64 %16
  br label %18

18:
  %19 = atomicrmw volatile add ptr %17, i16 %12 seq_cst, align 2
  %20 = zext i16 %19 to i64
  ret i64 %20

cold:
  %21 = getelementptr i8, ptr %0, i64 56
  %22 = load ptr, ptr %21, align 8
  %23 = getelementptr i8, ptr %22, i64 104
  %24 = load ptr, ptr %23, align 8
  call void %24(ptr %0, i32 2)
  br label %11

cold1:
  %25 = zext i32 %1 to i64
  %26 = getelementptr i8, ptr %0, i64 56
  %27 = load ptr, ptr %26, align 8
  %28 = getelementptr i8, ptr %27, i64 128
  %29 = load ptr, ptr %28, align 8
  call void %29(ptr %0, i32 0, i64 %25, i64 1)
  %30 = getelementptr i8, ptr %0, i64 56
  %31 = load ptr, ptr %30, align 8
  %32 = getelementptr i8, ptr %31, i64 0
  %33 = load ptr, ptr %32, align 8
  call void %33(ptr %0, i32 12, i32 76)
  unreachable
}

define hidden i32 @f3(ptr %0, i32 %1, i32 %2, i32 %3) {
entry:
  %4 = load ptr, ptr %0, align 8
  %5 = getelementptr i8, ptr %0, i64 24
  %6 = load ptr, ptr %5, align 8
  %7 = getelementptr i8, ptr %6, i64 24
  %8 = load ptr, ptr %7, align 8
  %9 = load i32, ptr %8, align 4
  %10 = add i32 %9, 1
  store i32 %10, ptr %8, align 4
  %11 = icmp eq i32 %10, 0
  br i1 %11, label %cold, label %12

12:
  %13 = and i32 %1, 3
  %14 = icmp ne i32 %13, 0
  br i1 %14, label %cold1, label %15

15:
  %16 = zext i32 %1 to i64
  %17 = getelementptr i8, ptr %4, i64 %16
  br label %18

18:
  %19 = cmpxchg volatile ptr %17, i32 %2, i32 %3 seq_cst seq_cst, align 4
  %20 = extractvalue { i32, i1 } %19, 0
  br label %21

21:
  fence seq_cst
  ret i32 %20

cold:
  %22 = getelementptr i8, ptr %0, i64 56
  %23 = load ptr, ptr %22, align 8
  %24 = getelementptr i8, ptr %23, i64 104
  %25 = load ptr, ptr %24, align 8
  call void %25(ptr %0, i32 3)
  br label %12

cold1:
  %26 = zext i32 %1 to i64
  %27 = getelementptr i8, ptr %0, i64 56
  %28 = load ptr, ptr %27, align 8
  %29 = getelementptr i8, ptr %28, i64 128
  %30 = load ptr, ptr %29, align 8
  call void %30(ptr %0, i32 0, i64 %26, i64 3)
  %31 = getelementptr i8, ptr %0, i64 56
  %32 = load ptr, ptr %31, align 8
  %33 = getelementptr i8, ptr %32, i64 0
  %34 = load ptr, ptr %33, align 8
  call void %34(ptr %0, i32 12, i32 89)
  unreachable
}
