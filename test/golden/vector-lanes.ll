define hidden <2 x i64> @f0(ptr %0, <2 x i64> %1, i32 %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = ptrtoint ptr %0 to i64
  %6 = trunc i64 %5 to i8
  %7 = and i8 %6, 63
  %8 = shl i8 %6, 6
  %9 = or i8 %7, %8
  %10 = insertelement <16 x i8> poison, i8 %9, i64 0
  %11 = shufflevector <16 x i8> %10, <16 x i8> %10, <16 x i32> zeroinitializer
  %12 = bitcast <16 x i8> %11 to <2 x i64>
  %13 = getelementptr i8, ptr %0, i64 24
  %14 = load ptr, ptr %13, align 8
  %15 = load ptr, ptr %14, align 8
  %16 = load i32, ptr %15, align 4
  %17 = add i32 %16, 1
  store i32 %17, ptr %15, align 4
  %18 = icmp eq i32 %17, 0
  br i1 %18, label %cold, label %19

19:
  %20 = trunc i32 %2 to i8
  %21 = insertelement <16 x i8> poison, i8 %20, i64 0
  %22 = shufflevector <16 x i8> %21, <16 x i8> %21, <16 x i32> zeroinitializer
  %23 = bitcast <2 x i64> %1 to <16 x i8>
  %24 = call <16 x i8> @llvm.uadd.sat.v16i8(<16 x i8> %22, <16 x i8> <i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112, i8 112>)
  %25 = call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(<16 x i8> %23, <16 x i8> %24)
  %26 = bitcast <16 x i8> %25 to <2 x i64>
  ret <2 x i64> %26

cold:
  %27 = getelementptr i8, ptr %0, i64 56
  %28 = load ptr, ptr %27, align 8
  %29 = getelementptr i8, ptr %28, i64 104
  %30 = load ptr, ptr %29, align 8
  call void %30(ptr %0, i32 0)
  br label %19
}

define hidden i32 @f1(ptr %0, <2 x i64> %1, <2 x i64> %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = ptrtoint ptr %0 to i64
  %6 = trunc i64 %5 to i8
  %7 = and i8 %6, 63
  %8 = shl i8 %6, 6
  %9 = or i8 %7, %8
  %10 = insertelement <16 x i8> poison, i8 %9, i64 0
  %11 = shufflevector <16 x i8> %10, <16 x i8> %10, <16 x i32> zeroinitializer
  %12 = bitcast <16 x i8> %11 to <2 x i64>
  %13 = getelementptr i8, ptr %0, i64 24
  %14 = load ptr, ptr %13, align 8
  %15 = getelementptr i8, ptr %14, i64 8
  %16 = load ptr, ptr %15, align 8
  %17 = load i32, ptr %16, align 4
  %18 = add i32 %17, 1
  store i32 %18, ptr %16, align 4
  %19 = icmp eq i32 %18, 0
  br i1 %19, label %cold, label %20

20:
  %21 = bitcast <2 x i64> %2 to <8 x i16>
  %22 = bitcast <2 x i64> %1 to <8 x i16>
  %23 = icmp sgt <8 x i16> %22, %21
  %24 = sext <8 x i1> %23 to <8 x i16>
  %25 = icmp eq <8 x i16> %24, zeroinitializer
  %26 = sext <8 x i1> %25 to <8 x i16>
  %27 = bitcast <8 x i16> %26 to <16 x i8>
  %28 = call i32 @llvm.x86.sse2.pmovmskb.128(<16 x i8> %27)
  %29 = icmp eq i32 %28, 0
  %30 = zext i1 %29 to i32
  ret i32 %30

cold:
  %31 = getelementptr i8, ptr %0, i64 56
  %32 = load ptr, ptr %31, align 8
  %33 = getelementptr i8, ptr %32, i64 104
  %34 = load ptr, ptr %33, align 8
  call void %34(ptr %0, i32 1)
  br label %20
}

define hidden <2 x i64> @f2(ptr %0, i32 %1, <2 x i64> %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = ptrtoint ptr %0 to i64
  %6 = trunc i64 %5 to i8
  %7 = and i8 %6, 63
  %8 = shl i8 %6, 6
  %9 = or i8 %7, %8
  %10 = insertelement <16 x i8> poison, i8 %9, i64 0
  %11 = shufflevector <16 x i8> %10, <16 x i8> %10, <16 x i32> zeroinitializer
  %12 = bitcast <16 x i8> %11 to <2 x i64>
  %13 = load ptr, ptr %0, align 8
  %14 = getelementptr i8, ptr %0, i64 24
  %15 = load ptr, ptr %14, align 8
  %16 = getelementptr i8, ptr %15, i64 16
  %17 = load ptr, ptr %16, align 8
  %18 = load i32, ptr %17, align 4
  %19 = add i32 %18, 1
  store i32 %19, ptr %17, align 4
  %20 = icmp eq i32 %19, 0
  br i1 %20, label %cold, label %21

21:
  %22 = zext i32 %1 to i64
  %23 = getelementptr [1 x i8], ptr %13, i64 %22, i64 4
  %24 = load volatile double, ptr %23, align 1
  %25 = insertelement <2 x double> poison, double %24, i64 0
  %26 = bitcast <2 x double> %25 to <16 x i8>
  %27 = shufflevector <16 x i8> %26, <16 x i8> %26, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %28 = zext <8 x i8> %27 to <8 x i16>
  %29 = bitcast <2 x i64> %2 to <8 x i16>
  %30 = zext i32 %1 to i64
  %31 = getelementptr i8, ptr %13, i64 %30
  %32 = load volatile i16, ptr %31, align 1
  %33 = insertelement <8 x i16> %29, i16 %32, i64 3
  %34 = call <16 x i8> @llvm.x86.sse2.packuswb.128(<8 x i16> %28, <8 x i16> %33)
  %35 = bitcast <16 x i8> %34 to <2 x i64>
  ret <2 x i64> %35

cold:
  %36 = getelementptr i8, ptr %0, i64 56
  %37 = load ptr, ptr %36, align 8
  %38 = getelementptr i8, ptr %37, i64 104
  %39 = load ptr, ptr %38, align 8
  call void %39(ptr %0, i32 2)
  br label %21
}

define hidden <2 x i64> @f3(ptr %0, <2 x i64> %1, <2 x i64> %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = ptrtoint ptr %0 to i64
  %6 = trunc i64 %5 to i8
  %7 = and i8 %6, 63
  %8 = shl i8 %6, 6
  %9 = or i8 %7, %8
  %10 = insertelement <16 x i8> poison, i8 %9, i64 0
  %11 = shufflevector <16 x i8> %10, <16 x i8> %10, <16 x i32> zeroinitializer
  %12 = bitcast <16 x i8> %11 to <2 x i64>
  %13 = getelementptr i8, ptr %0, i64 24
  %14 = load ptr, ptr %13, align 8
  %15 = getelementptr i8, ptr %14, i64 24
  %16 = load ptr, ptr %15, align 8
  %17 = load i32, ptr %16, align 4
  %18 = add i32 %17, 1
  store i32 %18, ptr %16, align 4
  %19 = icmp eq i32 %18, 0
  br i1 %19, label %cold, label %20

20:
  %21 = bitcast <2 x i64> %2 to <2 x double>
  %22 = bitcast <2 x i64> %1 to <2 x double>
  %23 = call <2 x double> @llvm.x86.sse2.min.pd(<2 x double> %22, <2 x double> %21)
  %24 = call <2 x double> @llvm.x86.sse2.min.pd(<2 x double> %21, <2 x double> %22)
  %25 = bitcast <2 x double> %23 to <2 x i64>
  %26 = bitcast <2 x double> %24 to <2 x i64>
  %27 = or <2 x i64> %25, %26
  %28 = bitcast <2 x i64> %27 to <2 x double>
  %29 = fadd <2 x double> %22, %21
  %30 = fcmp uno <2 x double> %22, %21
  %31 = select <2 x i1> %30, <2 x double> %29, <2 x double> %28
  %32 = bitcast <2 x double> %31 to <2 x i64>
  ret <2 x i64> %32

cold:
  %33 = getelementptr i8, ptr %0, i64 56
  %34 = load ptr, ptr %33, align 8
  %35 = getelementptr i8, ptr %34, i64 104
  %36 = load ptr, ptr %35, align 8
  call void %36(ptr %0, i32 3)
  br label %20
}
