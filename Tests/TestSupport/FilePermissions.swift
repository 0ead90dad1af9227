import Glibc
import Testing

/// Runs a body with the file permissions of a user who owns nothing, as root can read what it may not.
///
/// The identity for file access is the thread's own, so other tests do not notice. When an ordinary user runs the tests it
/// stays his, so what the body may not read has to be closed to its owner, too.
package func asNobody<Result>(_ body: () throws -> Result) throws -> Result {
  typealias Function = @convention(c) (uid_t) -> CInt
  let function = unsafeBitCast(try #require(dlsym(nil, "setfsuid")), to: Function.self)
  let previous = uid_t(bitPattern: function(65_534))
  defer { _ = function(previous) }
  return try body()
}
