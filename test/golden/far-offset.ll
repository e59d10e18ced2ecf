define hidden i32 @f0(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = load ptr, ptr %0, align 8
  %5 = getelementptr i8, ptr %0, i64 136
  %6 = load ptr, ptr %5, align 8
  %7 = load i64, ptr %6, align 8
  %8 = sub i64 %7, 2147483651
  %9 = icmp ugt i64 %7, 2147483651
  %10 = select i1 %9, i64 %8, i64 0
  %11 = zext i32 %1 to i64
  %12 = icmp uge i64 %11, %10
  br i1 %12, label %cold, label %13

13:
  %14 = zext i32 %1 to i64
  %15 = getelementptr i8, ptr %4, i64 %14
  %16 = getelementptr i8, ptr %15, i64 2147483648
  %17 = load volatile i32, ptr %16, align 1
  ret i32 %17

cold:
  %18 = getelementptr i8, ptr %0, i64 56
  %19 = load ptr, ptr %18, align 8
  %20 = getelementptr i8, ptr %19, i64 128
  %21 = load ptr, ptr %20, align 8
  call void %21(ptr %0, i32 0, i64 %11, i64 2147483651)
  br label %13
}
