define hidden i32 @f0.l1(ptr %0) {
entry:
  %1 = getelementptr i8, ptr %0, i64 32
  %2 = load ptr, ptr %1, align 8
  %3 = load ptr, ptr %2, align 8
  %4 = load i32, ptr %3, align 16
  %5 = getelementptr i8, ptr %3, i64 16
  %6 = load i32, ptr %5, align 16
  %7 = getelementptr i8, ptr %3, i64 32
  %8 = load i32, ptr %7, align 16
  %9 = getelementptr i8, ptr %3, i64 48
  %10 = load i32, ptr %9, align 16
  %11 = getelementptr i8, ptr %3, i64 64
  %12 = load i32, ptr %11, align 16
  %13 = ptrtoint ptr %0 to i64
  %14 = and i64 %13, 1
  br label %15

15:
  %16 = phi i32 [ %12, %entry ], [ %18, %15 ]
  %17 = phi i32 [ %10, %entry ], [ %19, %15 ]
  %18 = add i32 %16, %17
  %19 = add i32 %17, 1
  %20 = icmp ult i32 %19, %6
  br i1 %20, label %15, label %21

21:
  %22 = add i32 %8, 1
  %23 = icmp ult i32 %22, %4
  br i1 %23, label %25, label %24

24:
  br label %39

25:
  br label %26

26:
  %27 = phi i32 [ %18, %25 ], [ %32, %35 ]
  %28 = phi i32 [ %22, %25 ], [ %36, %35 ]
  br label %29

29:
  %30 = phi i32 [ %27, %26 ], [ %32, %29 ]
  %31 = phi i32 [ 0, %26 ], [ %33, %29 ]
  %32 = add i32 %30, %31
  %33 = add i32 %31, 1
  %34 = icmp ult i32 %33, %6
  br i1 %34, label %29, label %35

35:
  %36 = add i32 %28, 1
  %37 = icmp ult i32 %36, %4
  br i1 %37, label %26, label %38

38:
  br label %39

39:
  %40 = phi i32 [ %18, %24 ], [ %32, %38 ]
  ret i32 %40
}
