define hidden i32 @f0(ptr %0, i32 %1) {
entry:
  %2 = ptrtoint ptr %0 to i64
  %3 = and i64 %2, 1
  switch i32 %1, label %4 [
    i32 0, label %4
    i32 1, label %5
    i32 2, label %4
    i32 3, label %5
  ]

4:
  br label %6

5:
  br label %7

6:
  br label %7

7:
  %8 = phi i32 [ 5, %5 ], [ 6, %6 ]
  ret i32 %8
}
