define hidden <2 x i64> @f0(ptr %0, <2 x i64> %1) {
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
  %12 = xor <2 x i64> <i64 4575657222473777152, i64 4575657222473777152>, %11
  %13 = bitcast <2 x i64> %12 to <4 x float>
  %14 = bitcast <2 x i64> %1 to <4 x float>
  %15 = fmul <4 x float> %14, %13
  %16 = bitcast <4 x float> %15 to <2 x i64>
  ret <2 x i64> %16
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
  %12 = xor <2 x i64> <i64 4575657222473777152, i64 4575657222473777152>, %11
  %13 = bitcast <2 x i64> %12 to <4 x float>
  %14 = bitcast <2 x i64> %1 to <4 x float>
  %15 = fmul <4 x float> %14, %13
  %16 = bitcast <4 x float> %15 to <2 x i64>
  ret <2 x i64> %16
}

define hidden <2 x i64> @f2(ptr %0, <2 x i64> %1) {
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
  %12 = bitcast <2 x i64> %1 to <4 x float>
  %13 = fmul <4 x float> %12, bitcast (<2 x i64> <i64 4629700418010611712, i64 4656722015783223296> to <4 x float>)
  %14 = bitcast <4 x float> %13 to <2 x i64>
  ret <2 x i64> %14
}

define hidden <2 x i64> @f3(ptr %0, <2 x i64> %1) {
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
  %12 = bitcast <2 x i64> %1 to <4 x i32>
  %13 = add <4 x i32> %12, bitcast (<2 x i64> <i64 4575657222473777152, i64 4575657222473777152> to <4 x i32>)
  %14 = bitcast <4 x i32> %13 to <2 x i64>
  ret <2 x i64> %14
}

define hidden <2 x i64> @f4(ptr %0, <2 x i64> %1) {
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
  %12 = xor <2 x i64> <i64 1023, i64 1023>, %11
  %13 = shl <2 x i64> %12, <i64 52, i64 52>
  %14 = bitcast <2 x i64> %13 to <2 x double>
  %15 = bitcast <2 x i64> %1 to <2 x double>
  %16 = fdiv <2 x double> %15, %14
  %17 = bitcast <2 x double> %16 to <2 x i64>
  ret <2 x i64> %17
}

define hidden <2 x i64> @f5(ptr %0, <2 x i64> %1) {
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
  %12 = bitcast <2 x i64> %11 to <2 x double>
  %13 = bitcast <2 x i64> %1 to <2 x double>
  %14 = fsub <2 x double> %13, %12
  %15 = bitcast <2 x double> %14 to <2 x i64>
  ret <2 x i64> %15
}
