// The accesses of a loop to a bounded region of memory, in groups whose place in an iteration is known relative to each
// other. Changes nothing.
#pragma once

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <algorithm>
#include <optional>

namespace wasabi_llvm {

/// A region's base address stands at the first offset behind a function's first parameter, the address of the cell with
/// its length at the second.
struct Region {
  uint64_t base_offset;
  uint64_t length_cell_offset;
};

/// Notes in a module that every function finds a region's base address, and the address of a cell (i64) with its length
/// in bytes, at these offsets behind its first parameter. Base and cell never change; the length only grows, to 4 GiB at
/// most.
void add_bounded_region(llvm::Module &module, uint64_t base_offset, uint64_t length_cell_offset);

/// The regions that `add_bounded_region` noted.
llvm::SmallVector<Region, 2> bounded_regions(const llvm::Module &module);

/// Accesses whose indices differ by constants: those that unrolling an array's loop leaves behind, for example.
struct AccessGroup {
  const llvm::SCEV *index;
  const llvm::SCEV *step;
  struct Member {
    llvm::Instruction *access;
    /// How far its index is from the group's; the smallest becomes 0 in the end.
    int64_t distance;
    uint64_t constant;
    uint64_t size_bytes;
  };
  llvm::SmallVector<Member, 4> members;

  bool is_written() const {
    return llvm::any_of(members, [](const Member &member) { return llvm::isa<llvm::StoreInst>(member.access); });
  }
  int64_t least_distance() const {
    return std::min_element(members.begin(), members.end(), [](const Member &a, const Member &b) {
             return a.distance < b.distance;
           })->distance;
  }
  /// Bytes from the lowest member's index to the end of the farthest access.
  uint64_t extent_bytes() const {
    uint64_t most = 0;
    for (const Member &member : members)
      most = std::max(most, uint64_t(member.distance - least_distance()) + member.constant + member.size_bytes);
    return most;
  }
};

/// Looks at one loop.
class LoopAccesses {
public:
  LoopAccesses(llvm::Loop &loop, llvm::ArrayRef<Region> regions, llvm::ScalarEvolution &evolution)
      : loop(loop), regions(regions), evolution(evolution) {}

  /// Groups all volatile accesses. False if there are none, if they go to different regions or it cannot be told before
  /// the loop where, or if something else in the loop may touch memory in an order that counts.
  bool find();

  const llvm::SmallVector<AccessGroup, 8> &groups() const { return found; }
  /// What `find` found them all to be in.
  const Region &region() const { return *found_region; }
  llvm::LoadInst *base() const { return found_base; }

private:
  struct Address;
  bool add(llvm::Instruction &access, llvm::Value *pointer, uint64_t size_bytes);
  bool choose_base(const llvm::SCEV *pointer);
  std::optional<Address> address_of(llvm::Value *pointer);

  llvm::Loop &loop;
  llvm::ArrayRef<Region> regions;
  llvm::ScalarEvolution &evolution;
  llvm::SmallVector<AccessGroup, 8> found;
  const Region *found_region = nullptr;
  llvm::LoadInst *found_base = nullptr;
};

} // namespace wasabi_llvm
