import CLinux
import Glibc

/// Acts on a file with the rights of its owner while the process is root.
///
/// A container owns its workspace. What root opens and writes there for it is checked against the
/// owner's rights, so that a planted file gains nothing from root. Supplementary groups are not dropped:
/// setgroups(2) is for the whole process, and beside the owner's own bits they decide nothing here.
/// The ids are the calling thread's alone. Source: setfsuid(2), DESIGN.md section 8 (security).
enum FileOwner {
  /// Runs the body with the file system user and group of the file's owner, then goes back.
  ///
  /// Nothing is changed when the process is not root or the owner is root. Throws ``SystemError`` of
  /// `setfsuid` or `setfsgid` (`EPERM`, in a container without the capability), and what the body throws.
  @discardableResult
  static func acting<Answer>(
    for file: FileStatus, path: String, _ body: () throws(SystemError) -> Answer
  ) throws(SystemError) -> Answer {
    guard file.owner != 0, geteuid() == 0 else { return try body() }
    let user = geteuid()
    let group = getegid()
    // Group first on the way in and last on the way out, as a process without root's user may not.
    try systemCall("setfsgid", path) { cl_set_fs_group(file.group) }
    defer { _ = cl_set_fs_group(group) }
    try systemCall("setfsuid", path) { cl_set_fs_user(file.owner) }
    defer { _ = cl_set_fs_user(user) }
    return try body()
  }
}
