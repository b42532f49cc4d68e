package x402core

import java.nio.file.Files
import java.nio.file.Path
import javax.tools.Diagnostic
import javax.tools.DiagnosticCollector
import javax.tools.JavaFileObject
import javax.tools.ToolProvider
import kotlin.io.path.extension
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readLines
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/**
 * Code outside of the package cannot make a proof, a payment or a handle: the programs in
 * `src/test/refused` do not compile, for the reason in their first line. Those without a reason
 * compile.
 *
 * Each program is complete. One run of the compiler judges all that it has to refuse, since a
 * compiler names the file of each error.
 */
class RefusedTest {
    @TempDir
    lateinit var classes: Path

    @Test
    fun `in Kotlin`() = judge("kt") { programs ->
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val command = listOf(
            java, "-XX:TieredStopAtLevel=1", "-cp", CLASS_PATH, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
            "-no-stdlib", "-no-reflect", "-jvm-target", "17", "-classpath", CLASS_PATH, "-d", "$classes",
        )
        val process = ProcessBuilder(command + programs.map { "$it" }).redirectErrorStream(true).start()
        val output = process.inputStream.bufferedReader().readText()
        val errors = ERROR.findAll(output).map { Path.of(it.groupValues[1]).name to it.groupValues[2] }.toList()
        assertEquals(errors.isEmpty(), process.waitFor() == 0, output)
        errors
    }

    @Test
    fun `in Java`() = judge("java") { programs ->
        val compiler = ToolProvider.getSystemJavaCompiler()
        val found = DiagnosticCollector<JavaFileObject>()
        val options = listOf("-proc:none", "-classpath", CLASS_PATH, "-d", "$classes")
        val files = compiler.getStandardFileManager(null, null, null)
        val compiled = files.use {
            compiler.getTask(null, it, found, options, null, it.getJavaFileObjectsFromPaths(programs)).call()
        }
        val errors = found.diagnostics.filter { it.kind == Diagnostic.Kind.ERROR }
        assertEquals(errors.isEmpty(), compiled, "$errors")
        errors.map { Path.of(it.source.name).name to it.getMessage(null) }
    }

    /** The compiler gives its errors, each with the name of the program that it is in. */
    private fun judge(language: String, compile: (List<Path>) -> List<Pair<String, String>>) {
        val programs = Path.of("src/test/refused").listDirectoryEntries().filter { it.extension == language }.sorted()
        val (refused, allowed) = programs.partition { reason(it) != null }
        assertTrue(refused.size > 9 && allowed.isNotEmpty(), "$programs")
        assertEquals(listOf<Any>(), compile(allowed))
        val errors = compile(refused).groupBy({ it.first }, { it.second })
        val wrong = refused.associateWith { errors[it.name].orEmpty() }
            .filter { (program, found) -> found.none { checkNotNull(reason(program)) in it } }
        assertEquals(mapOf<Path, List<String>>(), wrong, "not refused for the reason in the first line")
    }

    private fun reason(program: Path): String? =
        program.readLines().first().takeIf { it.startsWith("// ") }?.removePrefix("// ")

    private companion object {
        /** Surefire's own property: under it the JVM's class path is one jar that names the others. */
        val CLASS_PATH: String =
            System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
        val ERROR = Regex("""^(?:file://)?(\S+\.kt):\d+:\d+: error: (.*)$""", RegexOption.MULTILINE)
    }
}
