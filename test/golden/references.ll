define hidden i32 @f0(ptr %0, i32 %1, ptr %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = call ptr @llvm.frameaddress.p0(i32 0)
  %6 = getelementptr i8, ptr %0, i64 8
  %7 = load volatile ptr, ptr %6, align 8
  %8 = icmp ult ptr %5, %7
  br i1 %8, label %cold, label %9

9:
  %10 = icmp eq ptr %2, null
  br i1 %10, label %cold1, label %11

11:
  %12 = load ptr, ptr %2, align 8
  %13 = load ptr, ptr %12, align 8
  %14 = getelementptr i8, ptr %2, i64 8
  %15 = load ptr, ptr %14, align 8
  %16 = call i32 %13(ptr %15, i32 %1)
  ret i32 %16

cold:
  %17 = getelementptr i8, ptr %0, i64 56
  %18 = load ptr, ptr %17, align 8
  %19 = getelementptr i8, ptr %18, i64 8
  %20 = load ptr, ptr %19, align 8
  call void %20(ptr %0)
  br label %9

cold1:
  %21 = getelementptr i8, ptr %0, i64 56
  %22 = load ptr, ptr %21, align 8
  %23 = getelementptr i8, ptr %22, i64 0
  %24 = load ptr, ptr %23, align 8
  call void %24(ptr %0, i32 19, i32 52)
  unreachable
}

define hidden i32 @f1(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = call ptr @llvm.frameaddress.p0(i32 0)
  %5 = getelementptr i8, ptr %0, i64 8
  %6 = load volatile ptr, ptr %5, align 8
  %7 = icmp ult ptr %4, %6
  br i1 %7, label %cold, label %8

8:
  %9 = getelementptr i8, ptr %0, i64 128
  %10 = load ptr, ptr %9, align 8
  %11 = getelementptr i8, ptr %10, i64 8
  %12 = load i64, ptr %11, align 8
  %13 = icmp uge i64 0, %12
  br i1 %13, label %cold1, label %14

14:
  %15 = load ptr, ptr %10, align 8
  %16 = getelementptr i8, ptr %15, i64 0
  %17 = load ptr, ptr %16, align 8
  %18 = getelementptr i8, ptr %17, i64 16
  %19 = load volatile i32, ptr %18, align 4
  %20 = getelementptr i8, ptr %0, i64 48
  %21 = load ptr, ptr %20, align 8
  %22 = load i32, ptr %21, align 4
  %23 = icmp ne i32 %19, %22
  br i1 %23, label %cold2, label %25

24:
  br label %25

25:
  %26 = load ptr, ptr %17, align 8
  %27 = load ptr, ptr %26, align 8
  %28 = getelementptr i8, ptr %17, i64 8
  %29 = load ptr, ptr %28, align 8
  %30 = call i32 %27(ptr %29, i32 %1)
  ret i32 %30

cold:
  %31 = getelementptr i8, ptr %0, i64 56
  %32 = load ptr, ptr %31, align 8
  %33 = getelementptr i8, ptr %32, i64 8
  %34 = load ptr, ptr %33, align 8
  call void %34(ptr %0)
  br label %8

cold1:
  %35 = getelementptr i8, ptr %0, i64 56
  %36 = load ptr, ptr %35, align 8
  %37 = getelementptr i8, ptr %36, i64 0
  %38 = load ptr, ptr %37, align 8
  call void %38(ptr %0, i32 4, i32 61)
  unreachable

cold2:
  %39 = getelementptr i8, ptr %0, i64 56
  %40 = load ptr, ptr %39, align 8
  %41 = getelementptr i8, ptr %40, i64 160
  %42 = load ptr, ptr %41, align 8
  %43 = call i32 %42(ptr %0, i32 %19, i32 %22)
  %44 = icmp eq i32 %43, 0
  br i1 %44, label %cold3, label %24

cold3:
  %45 = getelementptr i8, ptr %0, i64 56
  %46 = load ptr, ptr %45, align 8
  %47 = getelementptr i8, ptr %46, i64 0
  %48 = load ptr, ptr %47, align 8
  call void %48(ptr %0, i32 6, i32 61)
  unreachable
}

define hidden i32 @f2(ptr %0, ptr %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = call ptr @llvm.frameaddress.p0(i32 0)
  %5 = getelementptr i8, ptr %0, i64 8
  %6 = load volatile ptr, ptr %5, align 8
  %7 = icmp ult ptr %4, %6
  br i1 %7, label %cold, label %8

8:
  %9 = icmp eq ptr %1, null
  br i1 %9, label %18, label %10

10:
  %11 = icmp eq ptr %1, null
  br i1 %11, label %cold1, label %12

12:
  %13 = load ptr, ptr %1, align 8
  %14 = load ptr, ptr %13, align 8
  %15 = getelementptr i8, ptr %1, i64 8
  %16 = load ptr, ptr %15, align 8
  %17 = call i32 %14(ptr %16, i32 1)
  ret i32 %17

18:
  ret i32 0

cold:
  %19 = getelementptr i8, ptr %0, i64 56
  %20 = load ptr, ptr %19, align 8
  %21 = getelementptr i8, ptr %20, i64 8
  %22 = load ptr, ptr %21, align 8
  call void %22(ptr %0)
  br label %8

cold1:
  %23 = getelementptr i8, ptr %0, i64 56
  %24 = load ptr, ptr %23, align 8
  %25 = getelementptr i8, ptr %24, i64 0
  %26 = load ptr, ptr %25, align 8
  call void %26(ptr %0, i32 19, i32 75)
  unreachable
}
