/// Why bytes cannot be compressed, or what is wrong with compressed ones.
package enum ArchiveError: Error, Sendable {
  /// They do not begin as ``GzipWriter`` begins them.
  case notCompressed
  /// They end too early.
  case cut
  /// They are not what was written.
  case damaged
  /// Something follows them.
  case continued
  /// There is not enough memory, or a library refuses.
  case unavailable
}
