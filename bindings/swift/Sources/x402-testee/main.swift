import Foundation
import Testee

// Written at once: the next request comes only after the answer.
while let line = readLine() {
    FileHandle.standardOutput.write(Data("\(Testee.answer(line: line))\n".utf8))
}
