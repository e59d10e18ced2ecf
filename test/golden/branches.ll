define hidden i32 @f0(ptr %0, i32 %1, i32 %2) {
entry:
  %3 = ptrtoint ptr %0 to i64
  %4 = and i64 %3, 1
  %5 = icmp sge i32 %1, %2
  br i1 %5, label %6, label %7

6:
  br label %8

7:
  br label %8

8:
  %9 = phi i32 [ %2, %6 ], [ 1, %7 ]
  %10 = phi i32 [ %2, %6 ], [ %1, %7 ]
  %11 = icmp ne i32 %9, 0
  br i1 %11, label %13, label %12

12:
  br label %13

13:
  %14 = add i32 %10, 7
  ret i32 %14
}
