define hidden i32 @f1(ptr %0, i32 %1, i32 %2, i32 %3, i32 %4, i32 %5) {
entry:
  %6 = getelementptr i8, ptr %0, i64 32
  %7 = load ptr, ptr %6, align 8
  %8 = getelementptr i8, ptr %7, i64 64
  %9 = load i32, ptr %8, align 16
  %10 = getelementptr i8, ptr %0, i64 24
  %11 = load ptr, ptr %10, align 8
  %12 = load ptr, ptr %11, align 8
  %13 = load i32, ptr %12, align 4
  %14 = add i32 %13, 1
  store i32 %14, ptr %12, align 4
  %15 = icmp eq i32 %14, 0
  br i1 %15, label %cold, label %16

16:
  %17 = getelementptr i8, ptr %0, i64 32
  %18 = load ptr, ptr %17, align 8
  %19 = getelementptr i8, ptr %18, i64 64
  store i64 1, ptr %19, align 16
  ret i32 %9

cold:
  %20 = getelementptr i8, ptr %0, i64 56
  %21 = load ptr, ptr %20, align 8
  %22 = getelementptr i8, ptr %21, i64 104
  %23 = load ptr, ptr %22, align 8
  call void %23(ptr %0, i32 1)
  br label %16
}

define hidden i32 @f2(ptr %0, i32 %1) {
entry:
  %2 = call ptr @llvm.frameaddress.p0(i32 0)
  %3 = getelementptr i8, ptr %0, i64 8
  %4 = load volatile ptr, ptr %3, align 8
  %5 = icmp ult ptr %2, %4
  br i1 %5, label %cold, label %6

6:
  %7 = getelementptr i8, ptr %0, i64 16
  %8 = load ptr, ptr %7, align 8
  %9 = getelementptr i8, ptr %0, i64 24
  %10 = load ptr, ptr %9, align 8
  %11 = getelementptr i8, ptr %10, i64 8
  %12 = load ptr, ptr %11, align 8
  %13 = load i32, ptr %12, align 4
  %14 = add i32 %13, 1
  store i32 %14, ptr %12, align 4
  %15 = icmp eq i32 %14, 0
  br i1 %15, label %cold1, label %16

16:
  %17 = getelementptr i8, ptr %0, i64 40
  %18 = load ptr, ptr %17, align 8
  %19 = load ptr, ptr %18, align 8
  %20 = load ptr, ptr %19, align 8
  %21 = getelementptr i8, ptr %18, i64 8
  %22 = load ptr, ptr %21, align 8
  %23 = call double %20(ptr %22, double 2.000000e+00)
  %24 = load ptr, ptr %8, align 8
  %25 = getelementptr i8, ptr %0, i64 32
  %26 = load ptr, ptr %25, align 8
  %27 = getelementptr i8, ptr %26, i64 64
  store i32 5, ptr %27, align 16
  %28 = call i32 %24(ptr %0, i32 %1, i32 1, i32 2, i32 3, i32 4)
  %29 = getelementptr i8, ptr %0, i64 32
  %30 = load ptr, ptr %29, align 8
  %31 = getelementptr i8, ptr %30, i64 64
  %32 = load i64, ptr %31, align 16
  %33 = getelementptr i8, ptr %0, i64 32
  %34 = load ptr, ptr %33, align 8
  %35 = getelementptr i8, ptr %34, i64 64
  store i64 %32, ptr %35, align 16
  ret i32 %28

cold:
  %36 = getelementptr i8, ptr %0, i64 56
  %37 = load ptr, ptr %36, align 8
  %38 = getelementptr i8, ptr %37, i64 8
  %39 = load ptr, ptr %38, align 8
  call void %39(ptr %0)
  br label %6

cold1:
  %40 = getelementptr i8, ptr %0, i64 56
  %41 = load ptr, ptr %40, align 8
  %42 = getelementptr i8, ptr %41, i64 104
  %43 = load ptr, ptr %42, align 8
  call void %43(ptr %0, i32 2)
  br label %16
}
