#include "memory_updates.h"

#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// The instructions of x86 that matter here. LLVM does not publish its numbers, but their names.
struct Opcodes {
  explicit Opcodes(const TargetInstrInfo &info) {
    const std::pair<StringRef, unsigned *> wanted[] = {{"MOV32rm", &load},    {"ADD32ri", &add},     {"MOV32mr", &store},
                                                       {"ADD32mi", &update}, {"CMP32ri", &compare}, {"JCC_1", &jump_if},
                                                       {"JMP_1", &jump}};
    for (unsigned opcode = 0; opcode < info.getNumOpcodes(); ++opcode) {
      const StringRef name = info.getName(opcode);
      for (const auto &[wanted_name, number] : wanted)
        if (name == wanted_name) *number = opcode;
    }
  }

  static constexpr unsigned none = ~0u;
  unsigned load = none, add = none, store = none, update = none, compare = none, jump_if = none, jump = none;
};

/// Found once: going through all names takes longer than compiling a function, and a process has one target.
const Opcodes &opcodes_of(const TargetInstrInfo &info) {
  static const Opcodes opcodes(info);
  return opcodes;
}

/// An address: base, scale, index, displacement, segment. A load has its result before it, a store its value after it.
constexpr unsigned address_operands = 5, loaded_address = 1, stored_address = 0, stored_value = 5;

/// Condition codes, as instructions encode them.
constexpr int64_t equal = 4, not_equal = 5;

class MemoryUpdates final : public MachineFunctionPass {
public:
  MemoryUpdates() : MachineFunctionPass(id) {}
  StringRef getPassName() const override { return "Add to memory in one instruction"; }
  bool runOnMachineFunction(MachineFunction &function) override;

private:
  using Iterator = MachineBasicBlock::iterator;

  bool updates_memory(MachineInstr &load, MachineInstr &add, MachineInstr &store) const;
  MachineInstr *comparison_of(MachineInstr &add, Iterator after, Iterator end) const;
  void join(MachineInstr &load, MachineInstr &add, MachineInstr &store, MachineInstr *comparison) const;

  static char id;
  const Opcodes *opcodes = nullptr;
  const TargetInstrInfo *info = nullptr;
  const MachineRegisterInfo *registers = nullptr;
};

char MemoryUpdates::id = 0;

/// Whether what follows the load of a word adds a constant and stores the sum where the word came from.
bool MemoryUpdates::updates_memory(MachineInstr &load, MachineInstr &add, MachineInstr &store) const {
  if (add.getOpcode() != opcodes->add || store.getOpcode() != opcodes->store) return false;
  if (load.hasOrderedMemoryRef() || store.hasOrderedMemoryRef()) return false;
  const Register loaded = load.getOperand(0).getReg(), sum = add.getOperand(0).getReg();
  if (!loaded.isVirtual() || !sum.isVirtual()) return false;
  if (!add.getOperand(2).isImm() || add.getOperand(1).getReg() != loaded) return false;
  if (store.getOperand(stored_value).getReg() != sum) return false;
  for (unsigned i = 0; i < address_operands; ++i) {
    if (!load.getOperand(loaded_address + i).isIdenticalTo(store.getOperand(stored_address + i))) return false;
  }
  return registers->hasOneNonDBGUse(loaded);
}

/// The comparison of the sum with zero that decides how the block ends, by equality; null if that is not what follows.
MachineInstr *MemoryUpdates::comparison_of(MachineInstr &add, Iterator after, Iterator end) const {
  if (after == end || after->getOpcode() != opcodes->compare) return nullptr;
  const MachineOperand &with = after->getOperand(1);
  if (after->getOperand(0).getReg() != add.getOperand(0).getReg() || !with.isImm() || with.getImm() != 0) return nullptr;
  for (Iterator at = std::next(after); at != end; ++at) {
    if (at->getOpcode() == opcodes->jump) continue;
    if (at->getOpcode() != opcodes->jump_if) return nullptr;
    const int64_t condition = at->getOperand(1).getImm();
    if (condition != equal && condition != not_equal) return nullptr;
  }
  return &*after;
}

void MemoryUpdates::join(MachineInstr &load, MachineInstr &add, MachineInstr &store, MachineInstr *comparison) const {
  MachineInstrBuilder update = BuildMI(*store.getParent(), store, load.getDebugLoc(), info->get(opcodes->update));
  for (unsigned i = 0; i < address_operands; ++i)
    update.add(store.getOperand(stored_address + i));
  update.add(add.getOperand(2)).cloneMergedMemRefs({&load, &store});
  for (MachineInstr *old : {comparison, &store, &add, &load})
    if (old) old->eraseFromParent();
}

bool MemoryUpdates::runOnMachineFunction(MachineFunction &function) {
  info = function.getSubtarget().getInstrInfo();
  registers = &function.getRegInfo();
  opcodes = &opcodes_of(*info);
  bool changed = false;
  for (MachineBasicBlock &block : function) {
    for (Iterator load = block.begin(), end = block.end(); load != end;) {
      if (load->getOpcode() != opcodes->load) {
        ++load;
        continue;
      }
      const Iterator add = std::next(load), store = add == end ? end : std::next(add);
      if (store == end || !updates_memory(*load, *add, *store)) {
        ++load;
        continue;
      }
      const Iterator after = std::next(store);
      MachineInstr *comparison = comparison_of(*add, after, end);
      const Register sum = add->getOperand(0).getReg();
      const bool is_used_up = comparison ? registers->hasAtMostUserInstrs(sum, 2) : registers->hasOneNonDBGUse(sum);
      const Iterator next = comparison ? std::next(after) : after;
      if (is_used_up) {
        join(*load, *add, *store, comparison);
        changed = true;
      }
      load = next;
    }
  }
  return changed;
}

} // namespace

MachineFunctionPass *make_memory_update_pass() { return new MemoryUpdates; }

} // namespace wasabi_llvm
