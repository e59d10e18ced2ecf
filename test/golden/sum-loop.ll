define hidden i32 @f0(ptr %0, i32 %1) {
entry:
  %2 = alloca i32, align 4
  %3 = alloca i32, align 4
  %4 = load ptr, ptr %0, align 8
  %5 = getelementptr i8, ptr %0, i64 24
  %6 = load ptr, ptr %5, align 8
  %7 = load ptr, ptr %6, align 8
  %8 = load i32, ptr %7, align 4
  %9 = add i32 %8, 1
  store i32 %9, ptr %7, align 4
  %10 = icmp eq i32 %9, 0
  br i1 %10, label %cold, label %11

11:
  store i32 0, ptr %3, align 4
  store i32 0, ptr %2, align 4
  br label %12

12:
  %13 = getelementptr i8, ptr %7, i64 8
  %14 = load i32, ptr %13, align 4
  %15 = add i32 %14, 1
  store i32 %15, ptr %13, align 4
  %16 = icmp eq i32 %15, 0
  br i1 %16, label %cold1, label %17

17:
  %18 = load i32, ptr %3, align 4
  %19 = load i32, ptr %2, align 4
  %20 = zext i32 %18 to i64
  %21 = getelementptr i8, ptr %4, i64 %20
  %22 = getelementptr i8, ptr %21, i64 8
  %23 = load volatile i32, ptr %22, align 1
  %24 = add i32 %19, %23
  %25 = add i32 %18, 4
  %26 = icmp ult i32 %25, %1
  store i32 %25, ptr %3, align 4
  store i32 %24, ptr %2, align 4
  br i1 %26, label %12, label %27

27:
  %28 = getelementptr i8, ptr %7, i64 16
  %29 = load i32, ptr %28, align 4
  %30 = add i32 %29, 1
  store i32 %30, ptr %28, align 4
  ret i32 %24

cold:
  %31 = getelementptr i8, ptr %0, i64 56
  %32 = load ptr, ptr %31, align 8
  %33 = getelementptr i8, ptr %32, i64 104
  %34 = load ptr, ptr %33, align 8
  call void %34(ptr %0, i32 0)
  br label %11

cold1:
  %35 = getelementptr i8, ptr %0, i64 56
  %36 = load ptr, ptr %35, align 8
  %37 = getelementptr i8, ptr %36, i64 112
  %38 = load ptr, ptr %37, align 8
  %39 = call ptr %38(ptr %0, i32 0, i32 0, i32 3)
  %40 = icmp eq ptr %39, null
  br i1 %40, label %17, label %transfer

transfer:
  %41 = getelementptr i8, ptr %0, i64 32
  %42 = load ptr, ptr %41, align 8
  %43 = load ptr, ptr %42, align 8
  store i32 %1, ptr %43, align 16
  %44 = getelementptr i8, ptr %43, i64 16
  %45 = load i32, ptr %3, align 1
  store i32 %45, ptr %44, align 16
  %46 = getelementptr i8, ptr %43, i64 32
  %47 = load i32, ptr %2, align 1
  store i32 %47, ptr %46, align 16
  %48 = call i32 %39(ptr %0)
  ret i32 %48
}
