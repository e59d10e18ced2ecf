define hidden i32 @f0(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = add i32 %1, 1
  ret i32 %4
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
  %9 = call i32 @f0(ptr %0, i32 %1)
  %10 = getelementptr i8, ptr %0, i64 128
  %11 = load ptr, ptr %10, align 8
  %12 = getelementptr i8, ptr %11, i64 8
  %13 = load i64, ptr %12, align 8
  %14 = zext i32 %1 to i64
  %15 = icmp uge i64 %14, %13
  br i1 %15, label %cold1, label %16

16:
  %17 = load ptr, ptr %11, align 8
  %18 = shl i64 %14, 3
  %19 = getelementptr i8, ptr %17, i64 %18
  %20 = load ptr, ptr %19, align 8
  %21 = getelementptr i8, ptr %0, i64 40
  %22 = load ptr, ptr %21, align 8
  %23 = icmp eq ptr %20, %22
  br i1 %23, label %24, label %26

24:
  %25 = call i32 @f0(ptr %0, i32 %9)
  br label %39

26:
  %27 = getelementptr i8, ptr %20, i64 16
  %28 = load volatile i32, ptr %27, align 4
  %29 = getelementptr i8, ptr %0, i64 48
  %30 = load ptr, ptr %29, align 8
  %31 = load i32, ptr %30, align 4
  %32 = icmp ne i32 %28, %31
  br i1 %32, label %cold2, label %33

33:
  %34 = load ptr, ptr %20, align 8
  %35 = load ptr, ptr %34, align 8
  %36 = getelementptr i8, ptr %20, i64 8
  %37 = load ptr, ptr %36, align 8
  %38 = call i32 %35(ptr %37, i32 %9)
  br label %39

39:
  %40 = phi i32 [ %25, %24 ], [ %38, %33 ]
  ret i32 %40

cold:
  %41 = getelementptr i8, ptr %0, i64 56
  %42 = load ptr, ptr %41, align 8
  %43 = getelementptr i8, ptr %42, i64 8
  %44 = load ptr, ptr %43, align 8
  call void %44(ptr %0)
  br label %8

cold1:
  %45 = getelementptr i8, ptr %0, i64 56
  %46 = load ptr, ptr %45, align 8
  %47 = getelementptr i8, ptr %46, i64 0
  %48 = load ptr, ptr %47, align 8
  call void %48(ptr %0, i32 4, i32 46)
  unreachable

cold2:
  %49 = getelementptr i8, ptr %0, i64 56
  %50 = load ptr, ptr %49, align 8
  %51 = getelementptr i8, ptr %50, i64 0
  %52 = load ptr, ptr %51, align 8
  call void %52(ptr %0, i32 6, i32 46)
  unreachable
}
