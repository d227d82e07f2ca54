package io.agenticproxy.config;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write into a .env file means what they meant. */
class EnvFileTest {
    private final Path folder;

    EnvFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static String[][] values() {
        return new String[][] {
            {"A=x", "x"},
            {"A=x y", "x y"},
            {"  A  =  x  ", "x"},
            {"\tA\t=\tx\t", "x"},
            {"export A=x", "x"},
            {"  export   A=x", "x"},
            {"A=\"x y\"", "x y"},
            {"A='x y'", "x y"},
            {"A=\" x \"", " x "},
            {"A=\"it's\"", "it's"},
            {"A='say \"x\"'", "say \"x\""},
            {"A=x'y", "x'y"},
            {"A=x # comment", "x"},
            {"A=x\t# comment", "x"},
            {"A=x#y", "x#y"},
            {"A=\"x # y\"", "x # y"},
            {"A='x # y'   # comment", "x # y"},
            {"A=\"x\"", "x"},
            {"A= # comment", ""},
            {"A=", ""},
            {"A=\"\"", ""},
            {"A=C:\\new\\table", "C:\\new\\table"},
            {"A=\"C:\\new\\table\\\"", "C:\\new\\table\\"},
            {"A=a=b==", "a=b=="},
            {"A=$B ${C}", "$B ${C}"},
            {"A=\u00e9\u20ac", "\u00e9\u20ac"},
            {"A=x\r\n", "x"},
            {"A=\"x\"\r\n", "x"},
            {"A=\"two\nlines\"", "two\nlines"},
            {"\uFEFFA=x", "x"},
            {"A=1\nA=2", "2"},
            {"# A=1\n\n  # B\n\t\nA=2\n#", "2"},
            {"exports=1\nA=x", "x"}
        };
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsWhatItsLineSays(String file, String value) throws Exception {
        assertThat(EnvFile.parse(file)).containsEntry("A", value);
    }

    @Test
    void linesStandForThemselvesWhateverTheirEnds() throws Exception {
        assertThat(EnvFile.parse("A=1\r\nB=2\nC=\r\n\r\nexport D='4'"))
                .isEqualTo(Map.of("A", "1", "B", "2", "C", "", "D", "4"));
        assertThat(EnvFile.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "A: secret",
                "=secret",
                "1A=secret",
                "A B=secret",
                "A='secret",
                "A=\"secret",
                "A='secret' more",
                "A=\"secret\"#x",
                "- A=secret",
                "set A=secret"
            })
    void aLineThatIsNoneIsNamedAndNotShown(String line) {
        assertThatThrownBy(() -> EnvFile.parse("# first\nB=\"two\nlines\"\n" + line + "\nC=3"))
                .isInstanceOf(EnvFile.Mistake.class)
                .hasMessage("has no NAME=value in line 4");
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws Exception {
        Path file = Files.write(folder.resolve(".env"), "\uFEFFA=x\n".getBytes(UTF_16LE));

        assertThatThrownBy(() -> EnvFile.read(file))
                .isInstanceOf(EnvFile.Mistake.class)
                .hasMessage("is no text in UTF-8");
        assertThatThrownBy(() -> EnvFile.read(folder))
                .isInstanceOf(EnvFile.Mistake.class)
                .hasMessage("can't be read");
    }
}
