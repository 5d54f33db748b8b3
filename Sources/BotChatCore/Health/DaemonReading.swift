/// What was seen of one daemon at one moment: facts only.
///
/// Source: H2.
package struct DaemonReading: Sendable, Equatable {
  package enum Life: Sendable, Equatable {
    /// Nobody holds its lock, and no process of it was found.
    case absent
    /// It lives, but its lock file was deleted or replaced under it: another one could start beside it.
    ///
    /// `hasState`: whether the rest of its state is still there, for the one that would follow.
    case unlocked(ProcessReading, hasState: Bool)
    /// It holds its lock.
    case present(ProcessReading)
    /// Its lock is held by a process that cannot be seen from here, as in a container.
    case elsewhere
  }

  package var life: Life
  /// The main loop's own mark; nil: none that can be read.
  package var mark: LifeMark?
  /// Steady clock, nanoseconds: when it was read.
  package var steady: Int64

  package init(life: Life, mark: LifeMark?, steady: Int64) {
    self.life = life
    self.mark = mark
    self.steady = steady
  }

  /// The process, where it can be seen.
  package var process: ProcessReading? {
    switch life {
    case .present(let process), .unlocked(let process, _): process
    case .absent, .elsewhere: nil
    }
  }

  /// The mark, if it is of the process that was seen; any other is left over from one that is gone.
  var ownMark: LifeMark? {
    guard let mark else { return nil }
    guard let process else { return life == .elsewhere ? mark : nil }
    return mark.pid == process.pid && mark.start == process.start ? mark : nil
  }

  /// How long ago the main loop moved, in nanoseconds.
  package var stillness: Int64? { ownMark.map { max(0, steady - $0.steady) } }
}

/// What the kernel tells of a process.
///
/// Source: proc(5).
package struct ProcessReading: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    case running
    /// By a signal, as SIGSTOP.
    case stopped
    /// By a debugger.
    case traced
    /// Inside of a call that no signal ends, as to a disk that does not answer.
    case uninterruptible
  }

  /// The program that it runs, beside the one that would be started now.
  package enum Binary: Sendable, Equatable {
    case current
    /// Another file stands at its place, for so long.
    case replaced(age: Interval)
    /// Nothing stands there any more.
    case missing
  }

  package var pid: Int32
  /// Clock ticks since boot; with the pid it names one process for good.
  package var start: UInt64
  package var age: Interval
  package var state: State
  package var binary: Binary
  /// Processor time that it has used, in clock ticks.
  package var ticks: UInt64

  package init(pid: Int32, start: UInt64, age: Interval, state: State, binary: Binary, ticks: UInt64) {
    self.pid = pid
    self.start = start
    self.age = age
    self.state = state
    self.binary = binary
    self.ticks = ticks
  }
}
