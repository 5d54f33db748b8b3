import BotChatSystem
import Glibc

/// Asks until the condition holds or the time is over, and tells which.
func eventually(within seconds: Int64 = 10, _ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = MonotonicClock.now() + seconds * 1_000_000_000
  while MonotonicClock.now() < deadline {
    if try condition() { return true }
    sched_yield()
  }
  return try condition()
}

/// Runs a call that is expected to fail with a system error, and answers the error's number.
func errno(of body: () throws -> Void) -> Int32? {
  do {
    try body()
    return nil
  } catch let error as SystemError {
    return error.errno
  } catch let error as AppendError {
    return error.systemError?.errno
  } catch ChatFileError.system(let error) {
    return error.errno
  } catch TrustError.system(let error) {
    return error.errno
  } catch {
    return -1
  }
}
