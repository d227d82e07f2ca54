package io.agenticproxy.liveedit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFolderTest {
    private Path home;
    private RouteFolder folder;

    @BeforeEach
    void oneFile(@TempDir Path temporary) throws Exception {
        home = temporary;
        Files.writeString(home.resolve("a.yaml"), "a");
        folder = new RouteFolder(home);
    }

    @Test
    void aSaveInTwoPiecesIsSeenAsAWholeOnly() throws Exception {
        folder.textsAtRest();
        assertThat(folder.textsAtRest()).contains(Map.of("a.yaml", "a"));

        Files.writeString(home.resolve("a.yaml"), "b, first ha");
        assertThat(folder.textsAtRest()).isEmpty();
        Files.writeString(home.resolve("a.yaml"), "lf and second half", StandardOpenOption.APPEND);
        assertThat(folder.textsAtRest()).isEmpty();

        assertThat(folder.textsAtRest()).contains(Map.of("a.yaml", "b, first half and second half"));
    }

    @Test
    void aFileThatIsRenamedIntoPlaceIsNotSeenAsGone() throws Exception {
        folder.textsAtRest();
        folder.textsAtRest();

        Files.move(home.resolve("a.yaml"), home.resolve("a.yaml~"));
        assertThat(folder.textsAtRest()).isEmpty();
        Files.writeString(home.resolve("a.yaml"), "b");

        assertThat(folder.textsAtRest()).isEmpty();
        assertThat(folder.textsAtRest()).contains(Map.of("a.yaml", "b"));
    }

    @Test
    void theFirstLookAloneSaysNothing() throws Exception {
        assertThat(folder.textsAtRest()).isEmpty();
    }

    @Test
    void onlyVisibleYamlFilesCount() throws Exception {
        Files.writeString(home.resolve(".a.yaml"), "x");
        Files.writeString(home.resolve("a.yaml~"), "x");
        Files.writeString(home.resolve("README.md"), "x");
        Files.createDirectory(home.resolve("b.yaml"));
        Files.createSymbolicLink(home.resolve("c.yaml"), home.resolve("no-such"));

        assertThat(folder.texts()).containsOnlyKeys("a.yaml");
    }

    @Test
    void aByteThatIsNoUtf8DoesNotHideTheFile() throws Exception {
        Files.write(home.resolve("a.yaml"), "# caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(folder.texts().get("a.yaml")).startsWith("# caf");
    }

    @Test
    void aFolderThatIsNotThereOrEmptyIsNotUsed() throws Exception {
        assertThat(folder.used()).isTrue();
        assertThat(new RouteFolder(home.resolve("no-such")).used()).isFalse();
        Files.delete(home.resolve("a.yaml"));
        assertThat(folder.used()).isFalse();
    }

    @Test
    void theJarBringsTheRoutesOfThisProject() throws Exception {
        assertThat(RouteFolder.shipped()).isEqualTo(new RouteFolder(Path.of("routes")).texts());
    }
}
