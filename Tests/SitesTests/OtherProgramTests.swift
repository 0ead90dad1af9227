import Foundation
import Programs
import Testing

@Suite("Other programs")
struct OtherProgramTests {
  @Test("Other programs are started in one place, and only by these files")
  func places() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
      .standardizedFileURL
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
      .compactMap { $0 as? URL }.filter { ["swift", "c", "h"].contains($0.pathExtension) }
    #expect(files.count > 200)
    func holding(_ pattern: String) throws -> [String] {
      let expression = try Regex(pattern)
      return try files.filter { try String(contentsOf: $0, encoding: .utf8).contains(expression) }
        .map { $0.path.replacing(sources.path + "/", with: "") }.sorted()
    }
    #expect(
      try holding(#"\b(v?fork|clone|posix_spawnp?|exec[lv][pe]*|popen|system|Process)\("#)
        == ["CPrograms/programs.c"])
    #expect(
      try holding(#"\bprograms_start\("#).filter { $0.hasSuffix(".swift") } == ["Programs/OtherProgram.swift"]
    )
    #expect(
      try holding(#"\bOtherProgram\("#).filter { !$0.hasPrefix("Programs/") }
        == ["Output/Formats/PNGWriter.swift", "Sites/AskingPHP/PHPConfigFile.swift"])
  }

  private func shell(_ script: String) -> OtherProgram { OtherProgram("/bin/sh", ["-c", script]) }

  @Test(
    "A program has no input, an environment of two variables, no descriptors of ours, and answers on the third"
  )
  func surroundings() throws {
    let leaked = open("/etc/passwd", O_RDONLY)
    defer { close(leaked) }
    let script =
      #"read x || printf none >&3; echo lost; echo lost >&2; env | grep -v "^_=\|^PWD=\|^OLDPWD=\|^SHLVL=" | sort >&3; ls /proc/self/fd | tr '\n' ' ' >&3"#
    #expect(
      try shell(script).run()
        == .exited(0, output: Array("noneLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin\n0 1 2 3 4 ".utf8))
        || shell(script).run()
          == .exited(0, output: Array("noneLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin\n0 1 2 3 ".utf8))
    )
  }

  @Test("It reads the input that it is given to its end, however long that is")
  func input() throws {
    var counting = shell("cat | wc -c >&3")
    counting.input = Array(repeating: 120, count: 3_000_000)
    #expect(try counting.run() == .exited(0, output: Array("3000000\n".utf8)))
  }

  @Test("It may answer on its standard output, and then nowhere else")
  func standardOutput() throws {
    var speaking = shell("echo answer; echo lost >&2; echo lost >&3")
    speaking.answersOnStandardOutput = true
    #expect(try speaking.run() == .exited(0, output: Array("answer\n".utf8)))
  }

  @Test("Its exit code or signal is reported")
  func ends() throws {
    #expect(try shell("exit 7").run() == .exited(7, output: []))
    #expect(try shell("kill -TERM $$").run() == .killed(signal: 15))
    var slow = shell("sleep 60")
    slow.timeLimit = 0.2
    #expect(try slow.run() == .timedOut)
    var loud = shell("yes >&3")
    loud.outputLimit = 1000
    #expect(try loud.run() == .tooLong)
    #expect(try shell("printf done >&3; sleep 60 &").run() == .exited(0, output: Array("done".utf8)))
  }

  @Test("A program that cannot be started is an error with its reason")
  func startErrors() {
    #expect(throws: OtherProgram.StartError.self) { try OtherProgram("/nonexistent", []).run() }
    var elsewhere = shell("true")
    elsewhere.folder = "/nonexistent"
    #expect(throws: OtherProgram.StartError.self) { try elsewhere.run() }
  }

  @Test("A program is searched only in absolute folders")
  func search() {
    #expect(OtherProgram.find("sh", in: ["", "bin", ".", "/nonexistent", "/bin"]) == "/bin/sh")
    #expect(OtherProgram.find("passwd", in: ["/etc"]) == nil)
    #expect(OtherProgram.find("no-such-program", in: ["/bin"]) == nil)
  }
}
