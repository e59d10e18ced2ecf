define hidden i32 @f0(ptr %0, i32 %1, i32 %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = icmp eq i32 %2, 0
  br i1 %5, label %cold, label %6

6:
  %7 = icmp eq i32 %1, -2147483648
  %8 = icmp eq i32 %2, -1
  %9 = and i1 %7, %8
  br i1 %9, label %cold1, label %10

10:
  %11 = sdiv i32 %1, %2
  ret i32 %11

cold:
  %12 = getelementptr i8, ptr %0, i64 56
  %13 = load ptr, ptr %12, align 8
  %14 = getelementptr i8, ptr %13, i64 0
  %15 = load ptr, ptr %14, align 8
  call void %15(ptr %0, i32 8, i32 37)
  unreachable

cold1:
  %16 = getelementptr i8, ptr %0, i64 56
  %17 = load ptr, ptr %16, align 8
  %18 = getelementptr i8, ptr %17, i64 0
  %19 = load ptr, ptr %18, align 8
  call void %19(ptr %0, i32 7, i32 37)
  unreachable
}

define hidden i32 @f1(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = sdiv i32 %1, 10
  ret i32 %4
}

define hidden i32 @f2(ptr %0, i32 %1, i32 %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = icmp eq i32 %2, 0
  br i1 %5, label %cold, label %6

6:
  %7 = icmp eq i32 %2, -1
  %8 = select i1 %7, i32 1, i32 %2
  %9 = srem i32 %1, %8
  ret i32 %9

cold:
  %10 = getelementptr i8, ptr %0, i64 56
  %11 = load ptr, ptr %10, align 8
  %12 = getelementptr i8, ptr %11, i64 0
  %13 = load ptr, ptr %12, align 8
  call void %13(ptr %0, i32 8, i32 53)
  unreachable
}
