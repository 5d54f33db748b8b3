import Glibc

/// What a wrapper does when a signal interrupts its call.
enum Interruption {
  /// The call is made again. Right wherever the call cannot have done half of its work.
  case retried
  /// `EINTR` comes out like every other error.
  case reported
}

/// Makes a call that answers -1 for failure, and turns that into a ``SystemError``.
///
/// - Parameters:
///   - call: the name of the C function, for the error.
///   - path: what it is about, read only when it fails.
///   - interruption: the policy for `EINTR`.
///   - body: the call. `errno` must be what the last statement in it left.
/// - Returns: what the call answered.
/// - Throws: ``SystemError`` with call, path and errno.
@discardableResult
func systemCall<Answer: SignedInteger>(
  _ call: String, _ path: @autoclosure () -> String, _ interruption: Interruption = .retried,
  _ body: () -> Answer
) throws(SystemError) -> Answer {
  while true {
    let answer = body()
    if answer != -1 { return answer }
    let number = errno
    if number == EINTR, interruption == .retried { continue }
    throw SystemError(call: call, path: path(), errno: number)
  }
}
