define hidden i32 @f0(ptr %0, i32 %1) {
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
  br label %10

10:
  %11 = phi i32 [ 0, %9 ], [ %23, %17 ]
  %12 = phi i32 [ 0, %9 ], [ %22, %17 ]
  %13 = getelementptr i8, ptr %5, i64 8
  %14 = load i32, ptr %13, align 4
  %15 = add i32 %14, 1
  store i32 %15, ptr %13, align 4
  %16 = icmp eq i32 %15, 0
  br i1 %16, label %cold1, label %17

17:
  %18 = zext i32 %11 to i64
  %19 = getelementptr i8, ptr %2, i64 %18
  %20 = getelementptr i8, ptr %19, i64 8
  %21 = load volatile i32, ptr %20, align 1
  %22 = add i32 %12, %21
  %23 = add i32 %11, 4
  %24 = icmp ult i32 %23, %1
  br i1 %24, label %10, label %25

25:
  %26 = getelementptr i8, ptr %5, i64 16
  %27 = load i32, ptr %26, align 4
  %28 = add i32 %27, 1
  store i32 %28, ptr %26, align 4
  ret i32 %22

cold:
  %29 = getelementptr i8, ptr %0, i64 56
  %30 = load ptr, ptr %29, align 8
  %31 = getelementptr i8, ptr %30, i64 104
  %32 = load ptr, ptr %31, align 8
  call void %32(ptr %0, i32 0)
  br label %9

cold1:
  %33 = getelementptr i8, ptr %0, i64 56
  %34 = load ptr, ptr %33, align 8
  %35 = getelementptr i8, ptr %34, i64 112
  %36 = load ptr, ptr %35, align 8
  %37 = call ptr %36(ptr %0, i32 0, i32 0, i32 3)
  %38 = icmp eq ptr %37, null
  br i1 %38, label %17, label %transfer

transfer:
  %39 = getelementptr i8, ptr %0, i64 32
  %40 = load ptr, ptr %39, align 8
  %41 = load ptr, ptr %40, align 8
  store i32 %1, ptr %41, align 16
  %42 = getelementptr i8, ptr %41, i64 16
  store i32 %11, ptr %42, align 16
  %43 = getelementptr i8, ptr %41, i64 32
  store i32 %12, ptr %43, align 16
  %44 = call i32 %37(ptr %0)
  ret i32 %44
}
