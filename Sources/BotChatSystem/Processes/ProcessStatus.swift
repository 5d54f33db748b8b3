import Glibc

/// What the kernel tells of a process at one moment.
///
/// Source: proc(5), `/proc/PID/stat`.
package struct ProcessStatus: Equatable, Sendable {
  package enum State: Equatable, Sendable {
    /// Running or sleeping.
    case running
    /// Inside of a call that no signal ends.
    case uninterruptible
    /// By a signal, as SIGSTOP.
    case stopped
    /// By a debugger.
    case traced
    /// It has ended, and its parent has not asked how.
    case zombie
  }

  package let state: State
  /// Clock ticks since boot.
  package let startTime: UInt64
  /// Processor time used, in clock ticks.
  package let ticks: UInt64

  /// How many clock ticks make a second.
  package static var ticksPerSecond: UInt64 { UInt64(max(1, sysconf(Int32(_SC_CLK_TCK)))) }

  /// How long ago the process started, in nanoseconds, as the clock since boot counts.
  package func age(at sinceBoot: Int64) -> Int64 {
    let begin = Int64(clamping: startTime) / Int64(Self.ticksPerSecond)
    return max(0, sinceBoot - min(begin, 1 << 32) * 1_000_000_000)
  }

  /// Reads the text of `stat`; nil when it is none.
  init?(_ bytes: [UInt8]) {
    // The program's name stands in parentheses and can hold spaces and parentheses itself. After the last
    // one comes field 3; user and system time are fields 14 and 15, the start time is field 22.
    guard let end = bytes.lastIndex(of: 0x29) else { return nil }
    let fields = bytes[(end + 1)...].split { $0 == 0x20 || $0 == 0x0A }
    func number(_ field: Int) -> UInt64? { UInt64(String(decoding: fields[field - 3], as: UTF8.self)) }
    guard fields.count > 19, let user = number(14), let system = number(15), let start = number(22) else {
      return nil
    }
    state =
      switch fields[0].first {
      case UInt8(ascii: "D"): .uninterruptible
      case UInt8(ascii: "T"): .stopped
      case UInt8(ascii: "t"): .traced
      case UInt8(ascii: "Z"), UInt8(ascii: "X"): .zombie
      default: .running
      }
    startTime = start
    ticks = user &+ system
  }
}
