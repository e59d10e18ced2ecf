define hidden i32 @f0(ptr %0, i32 %1, double %2) {
entry:
  %3 = getelementptr i8, ptr %0, i64 24
  %4 = load ptr, ptr %3, align 8
  %5 = load ptr, ptr %4, align 8
  %6 = load i32, ptr %5, align 4
  %7 = add i32 %6, 1
  store i32 %7, ptr %5, align 4
  %8 = icmp eq i32 %7, 0
  br i1 %8, label %cold, label %9

9:
  %10 = getelementptr i8, ptr %0, i64 16
  %11 = load ptr, ptr %10, align 8
  %12 = load ptr, ptr %11, align 8
  br label %13

13:
  %14 = musttail call i32 %12(ptr %0, i32 %1, double %2)
  ret i32 %14

cold:
  %15 = getelementptr i8, ptr %0, i64 56
  %16 = load ptr, ptr %15, align 8
  %17 = getelementptr i8, ptr %16, i64 104
  %18 = load ptr, ptr %17, align 8
  call void %18(ptr %0, i32 0)
  br label %9
}

define hidden i32 @f1(ptr %0, i64 %1, <2 x i64> %2) {
entry:
  %3 = trunc i64 %1 to i32
  %4 = bitcast <2 x i64> %2 to <2 x double>
  %5 = extractelement <2 x double> %4, i64 0
  %6 = getelementptr i8, ptr %0, i64 24
  %7 = load ptr, ptr %6, align 8
  %8 = getelementptr i8, ptr %7, i64 8
  %9 = load ptr, ptr %8, align 8
  %10 = load i32, ptr %9, align 4
  %11 = add i32 %10, 1
  store i32 %11, ptr %9, align 4
  %12 = icmp eq i32 %11, 0
  br i1 %12, label %cold, label %13

13:
  %14 = getelementptr i8, ptr %0, i64 128
  %15 = load ptr, ptr %14, align 8
  %16 = getelementptr i8, ptr %15, i64 8
  %17 = load i64, ptr %16, align 8
  %18 = zext i32 %3 to i64
  %19 = icmp uge i64 %18, %17
  br i1 %19, label %cold1, label %20

20:
  %21 = load ptr, ptr %15, align 8
  %22 = shl i64 %18, 3
  %23 = getelementptr i8, ptr %21, i64 %22
  %24 = load ptr, ptr %23, align 8
  %25 = getelementptr i8, ptr %24, i64 16
  %26 = load volatile i32, ptr %25, align 4
  %27 = getelementptr i8, ptr %0, i64 48
  %28 = load ptr, ptr %27, align 8
  %29 = load i32, ptr %28, align 4
  %30 = icmp ne i32 %26, %29
  br i1 %30, label %cold2, label %31

31:
  %32 = getelementptr i8, ptr %9, i64 8
  %33 = load i32, ptr %32, align 4
  %34 = add i32 %33, 1
  store i32 %34, ptr %32, align 4
  %35 = mul i32 %34, 506952113
  %36 = icmp ult i32 %35, 536870912
  br i1 %36, label %cold3, label %37

37:
  %38 = load ptr, ptr %24, align 8
  %39 = load ptr, ptr %38, align 8
  %40 = getelementptr i8, ptr %24, i64 8
  %41 = load ptr, ptr %40, align 8
  br label %42

42:
  %43 = musttail call i32 %39(ptr %41, i64 2, <2 x i64> bitcast (<4 x float> <float 1.000000e+00, float poison, float poison, float poison> to <2 x i64>))
  ret i32 %43

cold:
  %44 = getelementptr i8, ptr %0, i64 56
  %45 = load ptr, ptr %44, align 8
  %46 = getelementptr i8, ptr %45, i64 104
  %47 = load ptr, ptr %46, align 8
  call void %47(ptr %0, i32 1)
  br label %13

cold1:
  %48 = getelementptr i8, ptr %0, i64 56
  %49 = load ptr, ptr %48, align 8
  %50 = getelementptr i8, ptr %49, i64 0
  %51 = load ptr, ptr %50, align 8
  call void %51(ptr %0, i32 4, i32 63)
  unreachable

cold2:
  %52 = getelementptr i8, ptr %0, i64 56
  %53 = load ptr, ptr %52, align 8
  %54 = getelementptr i8, ptr %53, i64 0
  %55 = load ptr, ptr %54, align 8
  call void %55(ptr %0, i32 6, i32 63)
  unreachable

cold3:
  %56 = getelementptr i8, ptr %9, i64 8
  %57 = getelementptr i8, ptr %0, i64 56
  %58 = load ptr, ptr %57, align 8
  %59 = getelementptr i8, ptr %58, i64 120
  %60 = load ptr, ptr %59, align 8
  call void %60(ptr %0, ptr %56, ptr %24)
  br label %37
}

define hidden i32 @f2(ptr %0, i32 %1) {
entry:
  %2 = call ptr @llvm.frameaddress.p0(i32 0)
  %3 = getelementptr i8, ptr %0, i64 8
  %4 = load volatile ptr, ptr %3, align 8
  %5 = icmp ult ptr %2, %4
  br i1 %5, label %cold, label %6

6:
  %7 = getelementptr i8, ptr %0, i64 24
  %8 = load ptr, ptr %7, align 8
  %9 = getelementptr i8, ptr %8, i64 16
  %10 = load ptr, ptr %9, align 8
  %11 = load i32, ptr %10, align 4
  %12 = add i32 %11, 1
  store i32 %12, ptr %10, align 4
  %13 = icmp eq i32 %12, 0
  br i1 %13, label %cold1, label %14

14:
  %15 = getelementptr i8, ptr %0, i64 16
  %16 = load ptr, ptr %15, align 8
  %17 = load ptr, ptr %16, align 8
  %18 = call i32 %17(ptr %0, i32 %1, double 0.000000e+00)
  ret i32 %18

cold:
  %19 = getelementptr i8, ptr %0, i64 56
  %20 = load ptr, ptr %19, align 8
  %21 = getelementptr i8, ptr %20, i64 8
  %22 = load ptr, ptr %21, align 8
  call void %22(ptr %0)
  br label %6

cold1:
  %23 = getelementptr i8, ptr %0, i64 56
  %24 = load ptr, ptr %23, align 8
  %25 = getelementptr i8, ptr %24, i64 104
  %26 = load ptr, ptr %25, align 8
  call void %26(ptr %0, i32 2)
  br label %14
}
