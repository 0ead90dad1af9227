import CCrypto

/// The SHA-256 of bytes that come piece by piece.
///
///     var digest = try SHA256Digest()
///     try digest.add(bytes)
///     try digest.finish()  // 64 hexadecimal digits
package final class SHA256Digest {
  private let context: OpaquePointer

  /// The digest of nothing yet.
  package init() throws {
    guard let context = EVP_MD_CTX_new() else { throw ArchiveError.unavailable }
    self.context = context
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { throw ArchiveError.unavailable }
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Adds bytes.
  package func add(_ bytes: UnsafeRawBufferPointer) throws {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      throw ArchiveError.unavailable
    }
  }

  /// The digest of all bytes in hexadecimal digits; nothing can be added afterwards.
  package func finish() throws -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else { throw ArchiveError.unavailable }
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
