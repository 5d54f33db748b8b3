import BotChatCore
import BotChatSystem

// Commands: watched by their descriptors, ended by the clock.
extension Caller {
  func run(_ arguments: [String], _ timeout: Int64, _ done: @escaping (CallResult) -> Void) {
    let begin = MonotonicClock.now()
    do throws(SystemError) {
      let child = try Child(arguments, output: 4096)
      watch(Running(child: child, begin: begin, limit: begin + timeout, timeout: timeout, done: done))
    } catch {
      later(CallResult(outcome: .failed(why: "\(error)", retryAfter: nil), output: [], duration: 0), done)
    }
  }

  private func watch(_ one: Running) {
    let child = one.child
    guard let process = child.descriptor, let output = child.outputDescriptor else { return }
    running[process] = one
    do throws(SystemError) {
      try loop.listen(to: output) { [unowned self] in
        child.takeOutput()
        if child.outputDescriptor == nil { loop.forgetClosed(output) }
      }
      try loop.listen(to: process) { [unowned self] in ended(child, process, output) }
    } catch {
      // It runs, and may have woken the bot already: to end it and to begin again would wake twice (W2).
      running[process]?.isUnwatched = true
    }
  }

  /// Asks a command that nobody watches what became of it.
  func ask(_ one: Running, _ process: Int32) {
    let output = one.child.outputDescriptor
    if let output { loop.forget(output) }
    one.child.takeOutput()
    ended(one.child, process, output ?? -1)
  }

  private func ended(_ child: Child, _ process: Int32, _ output: Int32) {
    // A pipe that has been closed is forgotten already, and its number may be another command's by now.
    let isOpen = child.outputDescriptor != nil
    guard let one = running[process], let ending = child.reap() else { return }
    running[process] = nil
    // Their numbers are free again, so this comes before anything else is opened.
    loop.forgetClosed(process)
    if isOpen { loop.forgetClosed(output) }
    let outcome: CallOutcome =
      switch ending {
      case _ where one.isOverdue:
        .failed(why: "no end within \(Interval(nanoseconds: one.timeout))", retryAfter: nil)
      case .exited(0): .succeeded
      case .exited(let code): .failed(why: "exit code \(code)", retryAfter: nil)
      case .signalled(let signal): .failed(why: "ended by signal \(signal)", retryAfter: nil)
      }
    one.done(
      CallResult(outcome: outcome, output: child.output, duration: MonotonicClock.now() - one.begin))
  }
}
