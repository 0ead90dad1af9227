import Glibc

/// A path that starts at the root; relative ones are taken from `directory`.
package func absolutePath(_ path: String, from directory: String) -> String {
  if path.hasPrefix("/") { return path }
  return directory.hasSuffix("/") ? directory + path : directory + "/" + path
}

/// A path without symbolic links, `.` and `..`, as the system resolves them; itself when it leads nowhere.
package func resolvedPath(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The folder that holds an absolute path; nil for the root.
package func parentFolder(of path: String) -> String? {
  guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
