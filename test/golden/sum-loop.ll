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
  %21 = getelementptr [1 x i8], ptr %4, i64 %20, i64 8
  %22 = load volatile i32, ptr %21, align 1
  %23 = add i32 %19, %22
  %24 = add i32 %18, 4
  %25 = icmp ult i32 %24, %1
  store i32 %24, ptr %3, align 4
  store i32 %23, ptr %2, align 4
  br i1 %25, label %12, label %26

26:
  %27 = getelementptr i8, ptr %7, i64 16
  %28 = load i32, ptr %27, align 4
  %29 = add i32 %28, 1
  store i32 %29, ptr %27, align 4
  ret i32 %23

cold:
  %30 = getelementptr i8, ptr %0, i64 56
  %31 = load ptr, ptr %30, align 8
  %32 = getelementptr i8, ptr %31, i64 104
  %33 = load ptr, ptr %32, align 8
  call void %33(ptr %0, i32 0)
  br label %11

cold1:
  %34 = getelementptr i8, ptr %0, i64 56
  %35 = load ptr, ptr %34, align 8
  %36 = getelementptr i8, ptr %35, i64 112
  %37 = load ptr, ptr %36, align 8
  %38 = call ptr %37(ptr %0, i32 0, i32 0, i32 3)
  %39 = icmp eq ptr %38, null
  br i1 %39, label %17, label %transfer

transfer:
  %40 = getelementptr i8, ptr %0, i64 32
  %41 = load ptr, ptr %40, align 8
  %42 = load ptr, ptr %41, align 8
  store i32 %1, ptr %42, align 16
  %43 = getelementptr i8, ptr %42, i64 16
  %44 = load i32, ptr %3, align 1
  store i32 %44, ptr %43, align 16
  %45 = getelementptr i8, ptr %42, i64 32
  %46 = load i32, ptr %2, align 1
  store i32 %46, ptr %45, align 16
  %47 = call i32 %38(ptr %0)
  ret i32 %47
}
