define hidden double @f0(ptr %0, double %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = or i64 %3, 0
  %5 = bitcast i64 %4 to double
  %6 = or i64 %3, 4607182418800017408
  %7 = bitcast i64 %6 to double
  %8 = fmul double %1, %7
  ret double %8
}

define hidden i32 @f1(ptr %0, double %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = or i64 %3, 0
  %5 = bitcast i64 %4 to double
  %6 = fcmp olt double %1, 0.000000e+00
  %7 = zext i1 %6 to i32
  ret i32 %7
}

define hidden void @f2(ptr %0) {
entry:
  %1 = ptrtoint ptr %0 to i64
  %2 = and i64 %1, 1
  %3 = load ptr, ptr %0, align 8
  %4 = getelementptr i8, ptr %3, i64 8
  store volatile double 1.000000e+00, ptr %4, align 1
  ret void
}

define hidden float @f3(ptr %0, float %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = trunc i64 %3 to i32
  %5 = or i32 %4, 0
  %6 = bitcast i32 %5 to float
  %7 = fpext float %1 to double
  %8 = insertelement <2 x double> poison, double %7, i64 0
  %9 = call <4 x float> @llvm.x86.sse2.cvtsd2ss(<4 x float> zeroinitializer, <2 x double> %8)
  %10 = extractelement <4 x float> %9, i64 0
  ret float %10
}
