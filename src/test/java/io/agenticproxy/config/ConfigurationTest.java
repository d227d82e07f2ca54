package io.agenticproxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.agenticproxy.CannotStart;
import io.agenticproxy.exchange.UpstreamKey;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Each variable's mistakes are found at the start and named in a line a person can act on. */
class ConfigurationTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Path folder;

    ConfigurationTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static List<String> mistakes(Map<String, String> variables) {
        return Variables.mistakes(variables::get);
    }

    private ConfigurableEnvironment start(Map<String, String> environment, @Nullable String file) throws Exception {
        StandardEnvironment started = new StandardEnvironment();
        Path path = folder.resolve(".env");
        if (file != null) {
            Files.writeString(path, file);
        }
        started.getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new HashMap<>(environment)));
        started.getPropertySources().addLast(new MapPropertySource("test", Map.of("proxy.env-file", path.toString())));
        new VariableSources().postProcessEnvironment(started, new SpringApplication());
        return started;
    }

    private List<String> startFails(Map<String, String> environment, @Nullable String file) {
        return catchThrowableOfType(CannotStart.class, () -> start(environment, file))
                .lines();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ANTHROPIC_API_KEY|sk-ant-api03-abc|",
                "ANTHROPIC_API_KEY|secret with blanks|must be one word, without blanks",
                "ANTHROPIC_API_KEY|secret\u00e9|must be one word, without blanks",
                "UPSTREAM_URL|https://api.anthropic.com|",
                "UPSTREAM_URL|https://gateway.example:8443/anthropic/|",
                "UPSTREAM_URL|http://localhost:11434|",
                "UPSTREAM_URL|http://127.0.0.2:1|",
                "UPSTREAM_URL|http://[::1]:1/x|",
                "UPSTREAM_URL|api.anthropic.com|must be a URL such as https://api.anthropic.com, was 'api.anthropic.com'",
                "UPSTREAM_URL|//api.anthropic.com|must be a URL such as https://api.anthropic.com, was '//api.anthropic.com'",
                "UPSTREAM_URL|ftp://x|must be a URL such as https://api.anthropic.com, was 'ftp://x'",
                "UPSTREAM_URL|https://|must be a URL such as https://api.anthropic.com, was 'https://'",
                "UPSTREAM_URL|https://a b|must be a URL such as https://api.anthropic.com, was 'https://a b'",
                "UPSTREAM_URL|https://x:99999|must be a URL such as https://api.anthropic.com, was 'https://x:99999'",
                "UPSTREAM_URL|https://me:secret@x|must be a URL such as https://api.anthropic.com, was 'https:***x'",
                "UPSTREAM_URL|https://me:secret/@x|must be a URL such as https://api.anthropic.com, was 'https:***x'",
                "UPSTREAM_URL|https://x/?key=secret|must be a URL such as https://api.anthropic.com, was 'https://x/***'",
                "UPSTREAM_URL|https://x/#secret|must be a URL such as https://api.anthropic.com, was 'https://x/***'",
                "UPSTREAM_URL|http://198.51.100.7|must begin with https://, since it carries the key; http:// is for "
                        + "this machine only, was 'http://198.51.100.7'",
                "SHUTDOWN_GRACE_S|0|",
                "SHUTDOWN_GRACE_S|3601|must be a whole number from 0 to 3600, was '3601'",
                "UPSTREAM_IDLE_TIMEOUT_S|1|",
                "UPSTREAM_IDLE_TIMEOUT_S|86400|",
                "UPSTREAM_IDLE_TIMEOUT_S|0|must be a whole number from 1 to 86400, was '0'",
                "UPSTREAM_IDLE_TIMEOUT_S|86401|must be a whole number from 1 to 86400, was '86401'",
                "UPSTREAM_IDLE_TIMEOUT_S|-5|must be a whole number from 1 to 86400, was '-5'",
                "UPSTREAM_IDLE_TIMEOUT_S|1.5|must be a whole number from 1 to 86400, was '1.5'",
                "UPSTREAM_IDLE_TIMEOUT_S|10m|must be a whole number from 1 to 86400, was '10m'",
                "UPSTREAM_IDLE_TIMEOUT_S|99999999999|must be a whole number from 1 to 86400, was '99999999999'",
                "PORT|0|",
                "PORT|65535|",
                "PORT|65536|must be a whole number from 0 to 65535, was '65536'",
                "PORT|-1|must be a whole number from 0 to 65535, was '-1'",
                "PORT|http|must be a whole number from 0 to 65535, was 'http'",
                "PORT|sk-ant-api03-secret|must be a whole number from 0 to 65535, was '***'",
                "BIND_ADDRESS|127.0.0.1|",
                "BIND_ADDRESS|127.0.0.2|",
                "BIND_ADDRESS|::1|",
                "BIND_ADDRESS|[::1]|",
                "BIND_ADDRESS|localhost|",
                "BIND_ADDRESS|999.1.1.1|must be an address of this machine, such as 127.0.0.1, was '999.1.1.1'",
                "BIND_ADDRESS|198.51.100.7|must be an address of this machine, such as 127.0.0.1, was '198.51.100.7'",
                "BIND_ADDRESS|no-such-host.invalid|must be an address of this machine, such as 127.0.0.1, was "
                        + "'no-such-host.invalid'",
                "PROXY_ACCESS_TOKEN|0123456789abcdef0123456789abcdef|",
                "PROXY_ACCESS_TOKEN|secret|must be one word of at least 32 characters",
                "PROXY_ACCESS_TOKEN|secret secret secret secret secret|must be one word of at least 32 characters",
                "ALLOWED_HOSTS|proxy.example|",
                "ALLOWED_HOSTS|a, B-1.example ,[fd00::1]|",
                "ALLOWED_HOSTS|proxy.example:8000|must be host names (letters, digits, '.' and '-') without port, "
                        + "separated by commas, was 'proxy.example:8000'",
                "ALLOWED_HOSTS|*|must be host names (letters, digits, '.' and '-') without port, separated by commas, "
                        + "was '*'",
                "ALLOWED_HOSTS|a,,b|must be host names (letters, digits, '.' and '-') without port, separated by "
                        + "commas, was 'a,,b'",
                "ALLOWED_HOSTS|my_proxy|must be host names (letters, digits, '.' and '-') without port, separated by "
                        + "commas, was 'my_proxy'",
                "ALLOWED_ORIGINS|http://localhost:3000|",
                "ALLOWED_ORIGINS|https://a:8443, http://localhost:3000|",
                "ALLOWED_ORIGINS|https://a/|must be origins such as http://localhost:3000, separated by commas, "
                        + "was 'https://a/'",
                "ALLOWED_ORIGINS|null|must be origins such as http://localhost:3000, separated by commas, was "
                        + "'null'",
                "ALLOWED_ORIGINS|*|must be origins such as http://localhost:3000, separated by commas, was '*'",
                "ROUTES_DIR|.|",
                "ROUTES_DIR|no-such-folder|must be a folder that exists, was 'no-such-folder'",
                "ROUTES_DIR|pom.xml|must be a folder that exists, was 'pom.xml'",
                "CACHE_ENABLED|false|",
                "CACHE_ENABLED|off|must be true or false, was 'off'",
                "CACHE_TTL_HOURS|0.0001|",
                "CACHE_TTL_HOURS|8760|",
                "CACHE_TTL_HOURS|0|must be more than 0 and at most 8760, was '0'",
                "CACHE_TTL_HOURS|0.000|must be more than 0 and at most 8760, was '0.000'",
                "CACHE_TTL_HOURS|8760.1|must be more than 0 and at most 8760, was '8760.1'",
                "CACHE_TTL_HOURS|-1|must be more than 0 and at most 8760, was '-1'",
                "CACHE_TTL_HOURS|1e2|must be more than 0 and at most 8760, was '1e2'",
                "CACHE_TTL_HOURS|1d|must be more than 0 and at most 8760, was '1d'",
                "CACHE_TTL_HOURS|1,5|must be more than 0 and at most 8760, was '1,5'",
                "CACHE_MAX_ENTRIES|0|",
                "CACHE_MAX_ENTRIES|10000000|",
                "CACHE_MAX_ENTRIES|10000001|must be a whole number from 0 to 10000000, was '10000001'",
                "CACHE_MAX_ENTRIES|-1|must be a whole number from 0 to 10000000, was '-1'",
                "CACHE_MAX_ENTRY_KB|1|",
                "CACHE_MAX_ENTRY_KB|65536|",
                "CACHE_MAX_ENTRY_KB|0|must be a whole number from 1 to 65536, was '0'",
                "CACHE_MAX_ENTRY_KB|65537|must be a whole number from 1 to 65536, was '65537'",
                "CACHE_MEMORY_MB|1|",
                "CACHE_MEMORY_MB|0|must be a whole number from 1 to 100000, was '0'",
                "CACHE_MEMORY_MB|100001|must be a whole number from 1 to 100000, was '100001'",
                "ROUTER_ENABLED|shadow|",
                "ROUTER_ENABLED|on|must be true or false or shadow, was 'on'",
                "ROUTER_SIMPLE_MODELS|claude-haiku-5-5, claude-haiku-4-5|",
                "ROUTER_SIMPLE_MODELS|a b|must be model names such as claude-haiku-5-5, separated by commas, was 'a b'",
                "ROUTER_MODERATE_MODELS|claude-sonnet-5-5|",
                "ROUTER_COMPLEX_MODELS|claude-opus-5-5|",
                "ROUTER_CLASSIFIER_MODELS|-|must be model names such as claude-haiku-5-5, separated by commas, was '-'",
                "ROUTER_MODERATE_MODELS|a,,b|must be model names such as claude-haiku-5-5, separated by commas, was "
                        + "'a,,b'",
                "ROUTER_COMPLEX_MODELS|two words|must be model names such as claude-haiku-5-5, separated by commas, "
                        + "was 'two words'",
                "ROUTER_CLASSIFIER_MODELS|claude-haiku-4-5|",
                "ROUTER_CONFIDENCE|0.95|",
                "ROUTER_CONFIDENCE|1.01|must be a number from 0 to 1, was '1.01'",
                "ROUTER_CONFIDENCE|-0.5|must be a number from 0 to 1, was '-0.5'",
                "ROUTER_TIMEOUT_MS|50|",
                "ROUTER_TIMEOUT_MS|0|must be a whole number from 50 to 60000, was '0'",
                "ROUTER_CLAUDE_CODE|yes|must be true or false, was 'yes'",
                "ROUTER_CLAUDE_CODE|true|",
                "ROUTER_CLAUDE_CODE|yes|must be true or false, was 'yes'",
                "ROUTER_MID_CONVERSATION|true|",
                "ROUTER_MID_CONVERSATION|no|must be true or false, was 'no'",
                "PROMPT_CACHE_ENABLED|false|",
                "PROMPT_CACHE_ENABLED|1|must be true or false, was '1'",
                "PROMPT_CACHE_TTL|1h|",
                "PROMPT_CACHE_TTL|10m|must be 5m or 1h, was '10m'",
                "PROMPT_CACHE_SEED_USD|0|",
                "PROMPT_CACHE_SEED_USD|1000.01|must be dollars from 0 to 1000, was '1000.01'",
                "PROMPT_CACHE_SEED_USD|-1|must be dollars from 0 to 1000, was '-1'",
                "DATA_DIR|./data|",
                "DATA_DIR|a\u0000b|must be a folder's name, was 'a?b'",
                "DATABASE_URL|postgresql://localhost/proxy|",
                "DATABASE_URL|jdbc:postgresql://me:secret@db.example:5432/proxy?sslmode=require|",
                "DATABASE_URL|mysql://me:secret@x/y|must be a URL such as postgresql://localhost/proxy",
                "DATABASE_USER|me|",
                "DATABASE_USER|${ME}|must be the value itself, without a reference to another variable, was '${ME}'",
                "DATABASE_PASSWORD|secret|",
                "DATABASE_PASSWORD|secret${X}|must be the value itself, without a reference to another variable",
                "LOGGER_ENABLED|false|",
                "LOGGER_ENABLED|no|must be true or false, was 'no'",
                "LOG_PROMPT_CHARS|0|",
                "LOG_PROMPT_CHARS|501|must be a whole number from 0 to 500, was '501'",
                "LOG_RETENTION_DAYS|1|",
                "LOG_RETENTION_DAYS|0|must be a whole number from 1 to 36500, was '0'",
                "PRICES_FILE|pom.xml|",
                "PRICES_FILE|no-such-file|must be a file that exists, was 'no-such-file'",
                "PORT|${OTHER}|must be the value itself, without a reference to another variable, was '${OTHER}'",
                "PROXY_ACCESS_TOKEN|secret-${OTHER}-0123456789abcdef0123456789abcdef|must be the value itself, without "
                        + "a reference to another variable",
                "ANTHROPIC_API_KEY|secret#{1+1}|must be the value itself, without a reference to another variable"
            })
    void aWrongValueIsOneLineThatSaysWhatWouldBeRight(String name, String value, @Nullable String mistake) {
        List<String> lines = mistakes(Map.of(name, value));

        assertThat(lines).isEqualTo(mistake == null ? List.of() : List.of(name + " " + mistake));
        assertThat(lines).noneMatch(line -> line.contains("secret"));
    }

    @Test
    void memoryForAnswersLeavesHalfOfTheHeap() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;

        assertThat(mistakes(Map.of("CACHE_MEMORY_MB", "" + heap / 2))).isEmpty();
        assertThat(mistakes(Map.of("CACHE_MEMORY_MB", "" + (heap / 2 + 1))))
                .containsExactly("CACHE_MEMORY_MB must be at most half of the Java heap, " + heap / 2 + " of " + heap
                        + " MB here (-Xmx), was '" + (heap / 2 + 1) + "'");
    }

    @Test
    void everyVariableIsTried() throws Exception {
        CsvSource cases = ConfigurationTest.class
                .getDeclaredMethod(
                        "aWrongValueIsOneLineThatSaysWhatWouldBeRight", String.class, String.class, String.class)
                .getAnnotation(CsvSource.class);
        Map<String, Set<Boolean>> tried = new TreeMap<>();
        for (String line : cases.value()) {
            String[] parts = line.split("\\|", -1);
            tried.computeIfAbsent(parts[0], n -> new java.util.TreeSet<>()).add(parts[2].isEmpty());
        }
        assertThat(tried.keySet()).containsExactlyInAnyOrderElementsOf(Variables.names());
        assertThat(tried.values()).allMatch(rightAndWrong -> rightAndWrong.size() == 2);
    }

    @Test
    void severalMistakesAreAllNamed() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("PORT", "x");
        wrong.put("UPSTREAM_URL", "x");
        wrong.put("ROUTES_DIR", "/no/such/folder");
        wrong.put("PROXY_ACCESS_TOKEN", "short");

        assertThat(mistakes(wrong))
                .hasSize(4)
                .anyMatch(line -> line.startsWith("PORT "))
                .anyMatch(line -> line.startsWith("UPSTREAM_URL "))
                .anyMatch(line -> line.startsWith("ROUTES_DIR "))
                .anyMatch(line -> line.startsWith("PROXY_ACCESS_TOKEN "));
    }

    @Test
    void aLineStaysOneLineWhateverTheValue() {
        List<String> lines = mistakes(Map.of("PORT", "1\n2\u001b[31m\u202e" + "x".repeat(500)));

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).doesNotContainPattern("\\p{C}").hasSizeLessThan(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "[::]", "0"})
    void otherMachinesNeedAToken(String address) {
        assertThat(mistakes(Map.of("BIND_ADDRESS", address)))
                .containsExactly(
                        "BIND_ADDRESS " + address + " lets other machines in: PROXY_ACCESS_TOKEN must be set too");
        assertThat(mistakes(Map.of("BIND_ADDRESS", address, "PROXY_ACCESS_TOKEN", TOKEN)))
                .isEmpty();
    }

    @Test
    void theAddressOfAllInterfacesNeedsATokenAndIsShownAsThisMachine() throws Exception {
        String all = InetAddress.getByAddress(new byte[4]).getHostAddress();

        assertThat(mistakes(Map.of("BIND_ADDRESS", all)))
                .singleElement()
                .asString()
                .contains("PROXY_ACCESS_TOKEN");
        assertThat(StartReport.host(all)).isEqualTo("localhost");
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        ConfigurableEnvironment started = start(Map.of("PORT", "1111"), "PORT=2222\nUPSTREAM_IDLE_TIMEOUT_S=7");

        assertThat(started.getProperty("PORT")).isEqualTo("1111");
        assertThat(started.getProperty("UPSTREAM_IDLE_TIMEOUT_S")).isEqualTo("7");
    }

    @Test
    void anEmptyValueIsUnset() throws Exception {
        ConfigurableEnvironment started = start(
                Map.of("PORT", "", "ALLOWED_HOSTS", "  ", "PROXY_ACCESS_TOKEN", ""),
                "PORT=2222\nALLOWED_ORIGINS=\nROUTES_DIR=\"\"\nPROXY_ACCESS_TOKEN=' '");

        assertThat(started.getProperty("PORT")).isEqualTo("2222");
        for (String name : List.of("ALLOWED_HOSTS", "ALLOWED_ORIGINS", "ROUTES_DIR", "PROXY_ACCESS_TOKEN")) {
            assertThat(started.containsProperty(name)).as(name).isFalse();
        }
    }

    @Test
    void blanksAroundAValueAreNotPartOfIt() throws Exception {
        ConfigurableEnvironment started = start(Map.of("ANTHROPIC_API_KEY", " sk-ant-api03-x\n"), null);

        assertThat(started.getProperty("ANTHROPIC_API_KEY")).isEqualTo("sk-ant-api03-x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ANTHROPIC_API_KEY=your-key-here",
                "export ANTHROPIC_API_KEY=\"your-key-here\"",
                "ANTHROPIC_API_KEY= your-key-here # replace me"
            })
    void thePlaceholderIsUnsetAndRemembered(String line) throws Exception {
        ConfigurableEnvironment started = start(Map.of(), line);

        assertThat(started.containsProperty("ANTHROPIC_API_KEY")).isFalse();
        assertThat(started.getProperty(VariableSources.PLACEHOLDER_IN))
                .isEqualTo(folder.resolve(".env").toString());
    }

    @Test
    void aKeyInTheEnvironmentWinsOverThePlaceholder() throws Exception {
        assertThat(start(Map.of("ANTHROPIC_API_KEY", "sk-ant-api03-x"), "ANTHROPIC_API_KEY=your-key-here")
                        .getProperty("ANTHROPIC_API_KEY"))
                .isEqualTo("sk-ant-api03-x");
        ConfigurableEnvironment started = start(Map.of("ANTHROPIC_API_KEY", "your-key-here"), "");
        assertThat(started.containsProperty("ANTHROPIC_API_KEY")).isFalse();
        assertThat(started.getProperty(VariableSources.PLACEHOLDER_IN)).isEqualTo("the environment");
    }

    @Test
    void ofASharedFileOnlyOurVariablesCount() throws Exception {
        ConfigurableEnvironment started = start(Map.of(), "debug=true\nserver.port=1\nOTHER=\"two\nlines\"\nPORT=2222");

        assertThat(started.getProperty("PORT")).isEqualTo("2222");
        assertThat(started.containsProperty("debug")).isFalse();
        assertThat(started.containsProperty("server.port")).isFalse();
        assertThat(started.containsProperty("OTHER")).isFalse();
    }

    @Test
    void mistakesOfFileAndEnvironmentAreNamedTogether() {
        assertThat(startFails(Map.of("PORT", "x"), "UPSTREAM_IDLE_TIMEOUT_S=never"))
                .containsExactlyInAnyOrder(
                        "PORT must be a whole number from 0 to 65535, was 'x'",
                        "UPSTREAM_IDLE_TIMEOUT_S must be a whole number from 1 to 86400, was 'never'");
    }

    @Test
    void aLineOfTheFileThatIsNoneIsNamed() {
        assertThat(startFails(Map.of(), "PORT=1\nANTHROPIC_API_KEY: sk-ant-api03-secret\n"))
                .containsExactly(folder.resolve(".env") + " has no NAME=value in line 2");
    }

    @Test
    void noFileIsNoMistake() throws Exception {
        assertThat(start(Map.of(), null).containsProperty("PORT")).isFalse();
    }

    /** Bound once, checked, and shown to users: nowhere is one missing or one too many. */
    @Test
    void theSameVariablesStandEverywhere() throws Exception {
        Map<String, String> bound = new TreeMap<>();
        Matcher reference = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}")
                .matcher(Files.readString(Path.of("src/main/resources/application.yaml")));
        while (reference.find()) {
            assertThat(bound.put(reference.group(1), String.valueOf(reference.group(2))))
                    .as(reference.group(1) + " is bound once")
                    .isNull();
        }
        Map<String, String> shown = new TreeMap<>();
        List<String> example = Files.readAllLines(Path.of(".env.example"));
        for (int i = 0; i < example.size(); i++) {
            Matcher line = Pattern.compile("#?([A-Z][A-Z0-9_]*)=(.*)").matcher(example.get(i));
            if (line.matches()) {
                shown.put(line.group(1), line.group(2));
                assertThat(example.get(i - 1))
                        .as("the line above " + line.group(1))
                        .startsWith("# ");
            }
        }

        assertThat(bound.keySet()).containsExactlyInAnyOrderElementsOf(Variables.names());
        assertThat(shown.keySet()).containsExactlyInAnyOrderElementsOf(Variables.names());
        assertThat(shown.remove("ANTHROPIC_API_KEY")).isEqualTo(VariableSources.PLACEHOLDER);
        bound.remove("ANTHROPIC_API_KEY");
        assertThat(shown).isEqualTo(bound);
    }

    @Test
    void theExampleCanBeCopiedAsItIs() throws Exception {
        String example = Files.readString(Path.of(".env.example"));

        assertThat(start(Map.of(), example).containsProperty("ANTHROPIC_API_KEY"))
                .isFalse();
        String filledIn = example.lines()
                .map(line -> line.matches("#[A-Z_]+=.*") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        assertThat(start(Map.of(), filledIn).getProperty("PORT")).isEqualTo("8000");
    }

    @Test
    void theStartSaysWhereTheKeyComesFrom() throws Exception {
        UpstreamKey none = new UpstreamKey(null);
        UpstreamKey some = new UpstreamKey("sk-ant-api03-x");
        String line = "ANTHROPIC_API_KEY=sk-ant-api03-x";

        assertThat(StartReport.keySource(start(Map.of(), null), none))
                .isEqualTo("the agents' own (ANTHROPIC_API_KEY is set neither in .env nor in the environment)");
        assertThat(StartReport.keySource(start(Map.of(), "ANTHROPIC_API_KEY=your-key-here"), none))
                .startsWith("the agents' own (ANTHROPIC_API_KEY in ")
                .endsWith(".env is still your-key-here: put your key there)");
        assertThat(StartReport.keySource(start(Map.of(), line), some)).isEqualTo("from .env");
        assertThat(StartReport.keySource(start(Map.of("ANTHROPIC_API_KEY", "sk-ant-api03-x"), line), some))
                .isEqualTo("from the environment");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost",
        "localhost, localhost",
        "::, localhost",
        "127.0.0.2, 127.0.0.2",
        "::1, [::1]",
        "[::1], [::1]",
        "198.51.100.7, 198.51.100.7"
    })
    void theStartNamesAnAddressThatLeadsToUs(String bound, String shown) {
        assertThat(StartReport.host(bound)).isEqualTo(shown);
    }
}
