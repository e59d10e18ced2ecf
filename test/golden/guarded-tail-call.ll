define hidden i32 @f0(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = and i32 %1, 1
  %5 = getelementptr i8, ptr %0, i64 128
  %6 = load ptr, ptr %5, align 8
  %7 = getelementptr i8, ptr %6, i64 8
  %8 = load i64, ptr %7, align 8
  %9 = zext i32 %4 to i64
  %10 = icmp uge i64 %9, %8
  br i1 %10, label %cold, label %11

11:
  %12 = load ptr, ptr %6, align 8
  %13 = shl i64 %9, 3
  %14 = getelementptr i8, ptr %12, i64 %13
  %15 = load ptr, ptr %14, align 8
  %16 = getelementptr i8, ptr %0, i64 40
  %17 = load ptr, ptr %16, align 8
  %18 = getelementptr i8, ptr %17, i64 32
  %19 = icmp eq ptr %15, %18
  br i1 %19, label %20, label %22

20:
  %21 = musttail call i32 @f1(ptr %0, i32 %1)
  ret i32 %21

22:
  %23 = getelementptr i8, ptr %15, i64 16
  %24 = load volatile i32, ptr %23, align 4
  %25 = getelementptr i8, ptr %0, i64 48
  %26 = load ptr, ptr %25, align 8
  %27 = load i32, ptr %26, align 4
  %28 = icmp ne i32 %24, %27
  br i1 %28, label %cold1, label %29

29:
  %30 = load ptr, ptr %15, align 8
  %31 = load ptr, ptr %30, align 8
  %32 = getelementptr i8, ptr %15, i64 8
  %33 = load ptr, ptr %32, align 8
  %34 = musttail call i32 %31(ptr %33, i32 %1)
  ret i32 %34

cold:
  %35 = getelementptr i8, ptr %0, i64 56
  %36 = load ptr, ptr %35, align 8
  %37 = getelementptr i8, ptr %36, i64 0
  %38 = load ptr, ptr %37, align 8
  call void %38(ptr %0, i32 4, i32 39)
  unreachable

cold1:
  %39 = getelementptr i8, ptr %0, i64 56
  %40 = load ptr, ptr %39, align 8
  %41 = getelementptr i8, ptr %40, i64 0
  %42 = load ptr, ptr %41, align 8
  call void %42(ptr %0, i32 6, i32 39)
  unreachable
}

define hidden i32 @f1(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = mul i32 %1, 3
  ret i32 %4
}
