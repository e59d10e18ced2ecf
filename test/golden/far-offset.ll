define hidden i32 @f0(ptr %0, i32 %1) !dbg !3 {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = load ptr, ptr %0, align 8
  %5 = zext i32 %1 to i64
  %6 = add i64 %5, 2147483648
  %7 = add i64 %6, 4
  %8 = getelementptr i8, ptr %0, i64 136
  %9 = load ptr, ptr %8, align 8
  %10 = load i64, ptr %9, align 8
  %11 = icmp ugt i64 %7, %10
  br i1 %11, label %cold, label %12

12:
  %13 = getelementptr i8, ptr %4, i64 %6
  %14 = load volatile i32, ptr %13, align 1
  ret i32 %14

cold:
  %15 = getelementptr i8, ptr %0, i64 56
  %16 = load ptr, ptr %15, align 8
  %17 = getelementptr i8, ptr %16, i64 16
  %18 = load ptr, ptr %17, align 8
  %19 = call i64 %18(ptr %0, i32 0)
  %20 = shl i64 %19, 16
  %21 = icmp ugt i64 %7, %20
  br i1 %21, label %outside, label %12

outside:
  %22 = getelementptr i8, ptr %0, i64 56
  %23 = load ptr, ptr %22, align 8
  %24 = getelementptr i8, ptr %23, i64 0
  %25 = load ptr, ptr %24, align 8
  call void %25(ptr %0, i32 2, i32 32)
  unreachable
}
