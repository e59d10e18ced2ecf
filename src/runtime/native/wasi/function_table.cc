// The tables of both versions; parameter types are derived from the functions' own.
#include "function_table.h"

#include <array>
#include <type_traits>
#include <utility>

namespace wasabi::wasi {

namespace {

template <auto function> struct Adapter;

template <class... Arguments, Errno (*function)(Call &, Arguments...)> struct Adapter<function> {
  static_assert(sizeof...(Arguments) <= maxParameters);
  static constexpr char parameters[] = {(std::is_same_v<Arguments, uint64_t> ? 'I' : 'i')..., '\0'};

  static Errno invoke(Call &call, const uint64_t *arguments) {
    return apply(call, arguments, std::index_sequence_for<Arguments...>{});
  }

private:
  template <size_t... index>
  static Errno apply(Call &call, [[maybe_unused]] const uint64_t *arguments, std::index_sequence<index...>) {
    return function(call, static_cast<Arguments>(arguments[index])...);
  }
};

template <auto function> constexpr FunctionInfo entry(const char *name, bool hasResult = true) {
  return {name, Adapter<function>::parameters, hasResult, &Adapter<function>::invoke};
}

constexpr std::array preview1Table = {
    entry<args_get>("args_get"),
    entry<args_sizes_get>("args_sizes_get"),
    entry<environ_get>("environ_get"),
    entry<environ_sizes_get>("environ_sizes_get"),
    entry<clock_res_get>("clock_res_get"),
    entry<clock_time_get>("clock_time_get"),
    entry<fd_advise>("fd_advise"),
    entry<fd_allocate>("fd_allocate"),
    entry<fd_close>("fd_close"),
    entry<fd_datasync>("fd_datasync"),
    entry<fd_fdstat_get>("fd_fdstat_get"),
    entry<fd_fdstat_set_flags>("fd_fdstat_set_flags"),
    entry<fd_fdstat_set_rights>("fd_fdstat_set_rights"),
    entry<fd_filestat_get>("fd_filestat_get"),
    entry<fd_filestat_set_size>("fd_filestat_set_size"),
    entry<fd_filestat_set_times>("fd_filestat_set_times"),
    entry<fd_pread>("fd_pread"),
    entry<fd_prestat_get>("fd_prestat_get"),
    entry<fd_prestat_dir_name>("fd_prestat_dir_name"),
    entry<fd_pwrite>("fd_pwrite"),
    entry<fd_read>("fd_read"),
    entry<fd_readdir>("fd_readdir"),
    entry<fd_renumber>("fd_renumber"),
    entry<fd_seek>("fd_seek"),
    entry<fd_sync>("fd_sync"),
    entry<fd_tell>("fd_tell"),
    entry<fd_write>("fd_write"),
    entry<path_create_directory>("path_create_directory"),
    entry<path_filestat_get>("path_filestat_get"),
    entry<path_filestat_set_times>("path_filestat_set_times"),
    entry<path_link>("path_link"),
    entry<path_open>("path_open"),
    entry<path_readlink>("path_readlink"),
    entry<path_remove_directory>("path_remove_directory"),
    entry<path_rename>("path_rename"),
    entry<path_symlink>("path_symlink"),
    entry<path_unlink_file>("path_unlink_file"),
    entry<poll_oneoff>("poll_oneoff"),
    entry<proc_exit>("proc_exit", false),
    entry<proc_raise>("proc_raise"),
    entry<random_get>("random_get"),
    entry<sched_yield>("sched_yield"),
    entry<sock_accept>("sock_accept"),
    entry<sock_recv>("sock_recv"),
    entry<sock_send>("sock_send"),
    entry<sock_shutdown>("sock_shutdown"),
};

/// wasi_unstable had no sock_accept; that it is here too harms nobody.
constexpr auto makeUnstableTable() {
  auto table = preview1Table;
  constexpr FunctionInfo changed[] = {
      entry<unstable::fd_filestat_get>("fd_filestat_get"),
      entry<unstable::fd_seek>("fd_seek"),
      entry<unstable::path_filestat_get>("path_filestat_get"),
      entry<unstable::poll_oneoff>("poll_oneoff"),
  };
  for (const FunctionInfo &replacement : changed) {
    for (FunctionInfo &info : table) {
      if (std::string_view(info.name) == replacement.name) info = replacement;
    }
  }
  return table;
}

constexpr auto unstableTable = makeUnstableTable();

} // namespace

std::span<const FunctionInfo> functionTable(Version version) {
  return version == Version::preview1 ? std::span(preview1Table) : std::span(unstableTable);
}

} // namespace wasabi::wasi
