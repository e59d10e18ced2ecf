define hidden i32 @f0(ptr %0, i64 %1, i32 %2, <2 x i64> %3) {
entry:
  %4 = bitcast <2 x i64> %3 to <4 x float>
  %5 = extractelement <4 x float> %4, i64 0
  %6 = trunc i64 %1 to i32
  %7 = ptrtoint ptr %0 to i64
  %8 = and i64 %7, 1
  %9 = trunc i64 %8 to i32
  %10 = or i32 %9, 0
  %11 = bitcast i32 %10 to float
  %12 = musttail call i32 @f1(ptr %0, i64 1, i32 %6, <2 x i64> <i64 4611686018427387904, i64 poison>)
  ret i32 %12
}

define hidden i32 @f1(ptr %0, i64 %1, i32 %2, <2 x i64> %3) {
entry:
  %4 = bitcast <2 x i64> %3 to <2 x double>
  %5 = extractelement <2 x double> %4, i64 0
  %6 = ptrtoint ptr %0 to i64
  %7 = and i64 %6, 1
  %8 = or i64 %7, 0
  %9 = bitcast i64 %8 to double
  %10 = zext i32 %2 to i64
  %11 = musttail call i32 @f0(ptr %0, i64 %10, i32 poison, <2 x i64> bitcast (<4 x float> <float 3.000000e+00, float poison, float poison, float poison> to <2 x i64>))
  ret i32 %11
}

define hidden i32 @f2(ptr %0, i64 %1, i32 %2, <2 x i64> %3) {
entry:
  %4 = trunc i64 %1 to i32
  %5 = ptrtoint ptr %0 to i64
  %6 = and i64 %5, 1
  %7 = call ptr @llvm.frameaddress.p0(i32 0)
  %8 = getelementptr i8, ptr %0, i64 8
  %9 = load volatile ptr, ptr %8, align 8
  %10 = icmp ult ptr %7, %9
  br i1 %10, label %cold, label %11

11:
  %12 = zext i32 %4 to i64
  %13 = call i32 @f0(ptr %0, i64 %12, i32 poison, <2 x i64> bitcast (<4 x float> <float 4.000000e+00, float poison, float poison, float poison> to <2 x i64>))
  ret i32 %13

cold:
  %14 = getelementptr i8, ptr %0, i64 56
  %15 = load ptr, ptr %14, align 8
  %16 = getelementptr i8, ptr %15, i64 8
  %17 = load ptr, ptr %16, align 8
  call void %17(ptr %0)
  br label %11
}
