define hidden i32 @f0(ptr %0, i64 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = load ptr, ptr %0, align 8
  %5 = getelementptr i8, ptr %0, i64 136
  %6 = load ptr, ptr %5, align 8
  %7 = load i64, ptr %6, align 8, !tbaa 0
  %8 = sub i64 %7, 11
  %9 = icmp uge i64 %1, %8
  br i1 %9, label %cold, label %10

10:
  %11 = getelementptr i8, ptr %4, i64 %1
  %12 = getelementptr i8, ptr %11, i64 8
  %13 = load volatile i32, ptr %12, align 1, !tbaa 1
  ret i32 %13

cold:
  %14 = getelementptr i8, ptr %0, i64 56
  %15 = load ptr, ptr %14, align 8
  %16 = getelementptr i8, ptr %15, i64 0
  %17 = load ptr, ptr %16, align 8
  call void %17(ptr %0, i32 2, i32 44)
  unreachable
}

define hidden void @f1(ptr %0, i64 %1, i32 %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = load ptr, ptr %0, align 8
  %6 = trunc i32 %2 to i8
  %7 = getelementptr i8, ptr %0, i64 136
  %8 = load ptr, ptr %7, align 8
  %9 = load i64, ptr %8, align 8, !tbaa 0
  %10 = sub i64 %9, 65536
  %11 = icmp uge i64 %1, %10
  br i1 %11, label %cold, label %12

12:
  %13 = getelementptr i8, ptr %5, i64 %1
  %14 = getelementptr i8, ptr %13, i64 65536
  store volatile i8 %6, ptr %14, align 1, !tbaa 1
  ret void

cold:
  %15 = getelementptr i8, ptr %0, i64 56
  %16 = load ptr, ptr %15, align 8
  %17 = getelementptr i8, ptr %16, i64 0
  %18 = load ptr, ptr %17, align 8
  call void %18(ptr %0, i32 2, i32 54)
  unreachable
}

define hidden i64 @f2(ptr %0, i64 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  %4 = load ptr, ptr %0, align 8
  %5 = getelementptr i8, ptr %0, i64 136
  %6 = load ptr, ptr %5, align 8
  %7 = load i64, ptr %6, align 8, !tbaa 0
  %8 = sub i64 %7, -1
  %9 = icmp ugt i64 %7, -1
  %10 = select i1 %9, i64 %8, i64 0
  %11 = icmp uge i64 %1, %10
  br i1 %11, label %cold, label %12

12:
  %13 = getelementptr i8, ptr %4, i64 %1
  %14 = getelementptr i8, ptr %13, i64 -4
  %15 = load volatile i64, ptr %14, align 1, !tbaa 1
  ret i64 %15

cold:
  %16 = getelementptr i8, ptr %0, i64 56
  %17 = load ptr, ptr %16, align 8
  %18 = getelementptr i8, ptr %17, i64 0
  %19 = load ptr, ptr %18, align 8
  call void %19(ptr %0, i32 2, i32 64)
  unreachable
}
