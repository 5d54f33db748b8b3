// Feeds the reader of the hub's frames with hostile bytes, and traps when a law is broken.
//
// `scripts/fuzz` builds and runs it.

@testable import BotChatCore
@testable import BotChatSystem
@testable import BotChatTools

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  checkClient(bytes)
  checkHub(bytes)
  if let text = String(validating: bytes, as: UTF8.self), let range = AddressRange(text) {
    law(!range.isSingle || range.contains(text), "an address lies in itself")
  }
  return 0
}

private func checkClient(_ bytes: UnsafeRawBufferPointer) {
  do throws(FrameError) {
    let frame = try Frames.client(bytes)
    law(again(frame.bytes, Frames.client) == frame, "what is read can be written and read again")
  } catch {
    check(error)
  }
}

private func checkHub(_ bytes: UnsafeRawBufferPointer) {
  do throws(FrameError) {
    let frame = try Frames.hub(bytes)
    if case .unknown = frame { return }
    law(again(frame.bytes, Frames.hub) == frame, "what is read can be written and read again")
  } catch {
    check(error)
  }
}

/// DESIGN 9: errors are frames, with a sentence that helps.
private func check(_ error: FrameError) {
  law(error.code == .badJSON || error.code == .badFrame)
  law(!error.message.isEmpty && error.message.utf8.count < 1000, "a sentence")
  law(again(HubFrame.error(error).bytes, Frames.hub) == .error(error), "an error can be sent")
}

private func again<Frame>(
  _ bytes: [UInt8], _ read: (UnsafeRawBufferPointer) throws(FrameError) -> Frame
) -> Frame? {
  bytes.withUnsafeBytes { bytes in try? read(bytes) }
}
