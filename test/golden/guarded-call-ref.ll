define hidden i32 @f0(ptr %0, i32 %1, ptr %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = call ptr @llvm.frameaddress.p0(i32 0)
  %6 = getelementptr i8, ptr %0, i64 8
  %7 = load volatile ptr, ptr %6, align 8
  %8 = icmp ult ptr %5, %7
  br i1 %8, label %cold, label %9

9:
  %10 = getelementptr i8, ptr %0, i64 40
  %11 = load ptr, ptr %10, align 8
  %12 = getelementptr i8, ptr %11, i64 32
  %13 = icmp eq ptr %2, %12
  br i1 %13, label %14, label %16

14:
  %15 = call i32 @f1(ptr %0, i32 %1)
  br label %24

16:
  %17 = icmp eq ptr %2, null
  br i1 %17, label %cold1, label %18

18:
  %19 = load ptr, ptr %2, align 8
  %20 = load ptr, ptr %19, align 8
  %21 = getelementptr i8, ptr %2, i64 8
  %22 = load ptr, ptr %21, align 8
  %23 = call i32 %20(ptr %22, i32 %1)
  br label %24

24:
  %25 = phi i32 [ %15, %14 ], [ %23, %18 ]
  ret i32 %25

cold:
  %26 = getelementptr i8, ptr %0, i64 56
  %27 = load ptr, ptr %26, align 8
  %28 = getelementptr i8, ptr %27, i64 8
  %29 = load ptr, ptr %28, align 8
  call void %29(ptr %0)
  br label %9

cold1:
  %30 = getelementptr i8, ptr %0, i64 56
  %31 = load ptr, ptr %30, align 8
  %32 = getelementptr i8, ptr %31, i64 0
  %33 = load ptr, ptr %32, align 8
  call void %33(ptr %0, i32 19, i32 37)
  unreachable
}

define hidden i32 @f1(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = mul i32 %1, 3
  ret i32 %4
}
