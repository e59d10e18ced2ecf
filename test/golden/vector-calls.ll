define hidden <2 x i64> @f0(ptr %0, <2 x i64> %1, <2 x i64> %2, <2 x i64> %3, <2 x i64> %4, <2 x i64> %5, <2 x i64> %6, <2 x i64> %7, <2 x i64> %8) {
entry:
  %9 = getelementptr i8, ptr %0, i64 32
  %10 = load ptr, ptr %9, align 8
  %11 = getelementptr i8, ptr %10, i64 64
  %12 = load <2 x i64>, ptr %11, align 16
  %13 = ptrtoint ptr %0 to i64
  %14 = and i64 %13, 1
  %15 = ptrtoint ptr %0 to i64
  %16 = trunc i64 %15 to i8
  %17 = and i8 %16, 63
  %18 = shl i8 %16, 6
  %19 = or i8 %17, %18
  %20 = insertelement <16 x i8> poison, i8 %19, i64 0
  %21 = shufflevector <16 x i8> %20, <16 x i8> %20, <16 x i32> zeroinitializer
  %22 = bitcast <16 x i8> %21 to <2 x i64>
  %23 = getelementptr i8, ptr %0, i64 24
  %24 = load ptr, ptr %23, align 8
  %25 = load ptr, ptr %24, align 8
  %26 = load i32, ptr %25, align 4
  %27 = add i32 %26, 1
  store i32 %27, ptr %25, align 4
  %28 = icmp eq i32 %27, 0
  br i1 %28, label %cold, label %29

29:
  %30 = getelementptr i8, ptr %0, i64 32
  %31 = load ptr, ptr %30, align 8
  %32 = getelementptr i8, ptr %31, i64 64
  store <2 x i64> %1, ptr %32, align 16
  ret <2 x i64> %12

cold:
  %33 = getelementptr i8, ptr %0, i64 56
  %34 = load ptr, ptr %33, align 8
  %35 = getelementptr i8, ptr %34, i64 104
  %36 = load ptr, ptr %35, align 8
  call void %36(ptr %0, i32 0)
  br label %29
}

define hidden <2 x i64> @f1(ptr %0, <2 x i64> %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = ptrtoint ptr %0 to i64
  %5 = trunc i64 %4 to i8
  %6 = and i8 %5, 63
  %7 = shl i8 %5, 6
  %8 = or i8 %6, %7
  %9 = insertelement <16 x i8> poison, i8 %8, i64 0
  %10 = shufflevector <16 x i8> %9, <16 x i8> %9, <16 x i32> zeroinitializer
  %11 = bitcast <16 x i8> %10 to <2 x i64>
  %12 = call ptr @llvm.frameaddress.p0(i32 0)
  %13 = getelementptr i8, ptr %0, i64 8
  %14 = load volatile ptr, ptr %13, align 8
  %15 = icmp ult ptr %12, %14
  br i1 %15, label %cold, label %16

16:
  %17 = getelementptr i8, ptr %0, i64 24
  %18 = load ptr, ptr %17, align 8
  %19 = getelementptr i8, ptr %18, i64 8
  %20 = load ptr, ptr %19, align 8
  %21 = load i32, ptr %20, align 4
  %22 = add i32 %21, 1
  store i32 %22, ptr %20, align 4
  %23 = icmp eq i32 %22, 0
  br i1 %23, label %cold1, label %24

24:
  %25 = getelementptr i8, ptr %0, i64 128
  %26 = load <2 x i64>, ptr %25, align 16
  %27 = getelementptr i8, ptr %0, i64 16
  %28 = load ptr, ptr %27, align 8
  %29 = load ptr, ptr %28, align 8
  %30 = getelementptr i8, ptr %0, i64 32
  %31 = load ptr, ptr %30, align 8
  %32 = getelementptr i8, ptr %31, i64 64
  store <2 x i64> %26, ptr %32, align 16
  %33 = call <2 x i64> %29(ptr %0, <2 x i64> %1, <2 x i64> %1, <2 x i64> %1, <2 x i64> %1, <2 x i64> %1, <2 x i64> %1, <2 x i64> %1, <2 x i64> %1)
  %34 = getelementptr i8, ptr %0, i64 32
  %35 = load ptr, ptr %34, align 8
  %36 = getelementptr i8, ptr %35, i64 64
  %37 = load <2 x i64>, ptr %36, align 16
  %38 = getelementptr i8, ptr %0, i64 128
  store <2 x i64> %37, ptr %38, align 16
  ret <2 x i64> %33

cold:
  %39 = getelementptr i8, ptr %0, i64 56
  %40 = load ptr, ptr %39, align 8
  %41 = getelementptr i8, ptr %40, i64 8
  %42 = load ptr, ptr %41, align 8
  call void %42(ptr %0)
  br label %16

cold1:
  %43 = getelementptr i8, ptr %0, i64 56
  %44 = load ptr, ptr %43, align 8
  %45 = getelementptr i8, ptr %44, i64 104
  %46 = load ptr, ptr %45, align 8
  call void %46(ptr %0, i32 1)
  br label %24
}
