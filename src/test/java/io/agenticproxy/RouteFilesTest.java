package io.agenticproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** What the route files must keep to, beyond what Camel checks when it loads them. */
class RouteFilesTest {
    private static final Pattern SECRET = Pattern.compile("\\{\\{[^}]*(key|token|secret|password|credential)[^}]*}}");
    /** Routes of the top file, which a reader should find under plain names. */
    private static final Set<String> PLAIN = Set.of("messages", "admit", "pass-through");

    /** A route, a route configuration or a route made from a template, and the file it stands in. */
    private record Declared(String file, String kind, String id, Map<String, Object> content) {
        boolean route() {
            return !kind.equals("routeConfiguration");
        }

        String from() {
            return route() ? String.valueOf(map(content.get("from")).get("uri")) : "";
        }

        @Override
        public String toString() {
            return file + ": " + id;
        }
    }

    private static final List<Declared> ALL = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        Map<String, Object> templates = new HashMap<>();
        List<Map.Entry<String, Map<String, Object>>> made = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                LoadSettings strict = LoadSettings.builder()
                        .setAllowDuplicateKeys(false)
                        .setLabel(file.toString())
                        .build();
                for (Object item : (List<?>) new Load(strict).loadFromString(Files.readString(file))) {
                    map(item).forEach((kind, content) -> {
                        String id = String.valueOf(map(content).get("id"));
                        switch (kind) {
                            case "routeTemplate" -> templates.put(id, content);
                            case "templatedRoute" ->
                                made.add(Map.entry(file.getFileName().toString(), map(content)));
                            default -> ALL.add(new Declared(file.getFileName().toString(), kind, id, map(content)));
                        }
                    });
                }
            }
        }
        made.forEach(route -> ALL.add(fromTemplate(route.getKey(), route.getValue(), templates)));
    }

    private static Declared fromTemplate(String file, Map<String, Object> route, Map<String, Object> templates) {
        Map<String, Object> template = map(templates.get(String.valueOf(route.get("routeTemplateRef"))));
        Map<String, String> values = new HashMap<>();
        for (Object parameter : (List<?>) route.getOrDefault("parameters", List.of())) {
            values.put(
                    String.valueOf(map(parameter).get("name")),
                    String.valueOf(map(parameter).get("value")));
        }
        Map<String, Object> content = map(filled(template, values, String.valueOf(route.getOrDefault("prefixId", ""))));
        return new Declared(file, "templatedRoute", String.valueOf(route.get("routeId")), content);
    }

    private static Object filled(@Nullable Object node, Map<String, String> values, String prefix) {
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> copy = new HashMap<>();
            map.forEach((key, value) -> {
                Object now = filled(value, values, prefix);
                copy.put(String.valueOf(key), key.equals("id") ? prefix + now : now);
            });
            return copy;
        }
        if (node instanceof List<?> list) {
            return list.stream().map(item -> filled(item, values, prefix)).toList();
        }
        String text = String.valueOf(node);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return text;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new AssertionError("a map was expected instead of " + node);
    }

    /** Hands over every key with its value, at any depth. */
    private static void walk(Object node, BiConsumer<String, Object> visitor) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visitor.accept(String.valueOf(key), value);
                walk(value, visitor);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> walk(item, visitor));
        }
    }

    /** The items of each list of steps: a kind, and what it says. */
    private static List<Map.Entry<String, Object>> steps(Declared declared) {
        List<Map.Entry<String, Object>> steps = new ArrayList<>();
        walk(declared.content(), (key, value) -> {
            if (key.equals("steps")) {
                ((List<?>) value).forEach(step -> steps.addAll(map(step).entrySet()));
            }
        });
        return steps;
    }

    private static List<String> ids(Declared declared) {
        List<String> ids = new ArrayList<>();
        walk(declared.content(), (key, value) -> {
            if (key.equals("id")) {
                ids.add(String.valueOf(value));
            }
        });
        if (!declared.kind().equals("templatedRoute")) {
            ids.remove(declared.id());
        }
        return ids;
    }

    @Test
    void everyRouteHasAnIdAndADescription() {
        for (Declared declared : ALL) {
            assertThat(declared.id()).as("%s", declared).isNotEqualTo("null");
            if (!declared.kind().equals("templatedRoute")) {
                assertThat(declared.content()).as("%s", declared).containsKey("description");
            }
        }
    }

    @Test
    void aRoutesIdBeginsWithItsFilesName() {
        for (Declared declared : ALL) {
            if (declared.route()
                    && !PLAIN.contains(declared.id())
                    && !declared.id().startsWith("try-")) {
                assertThat(declared.id())
                        .as("%s", declared)
                        .startsWith(declared.file().replace(".yaml", ""));
            }
        }
    }

    @Test
    void everyStepHasAnId() {
        for (Declared declared : ALL) {
            for (Map.Entry<String, Object> step : steps(declared)) {
                assertThat(step.getValue())
                        .as("%s, %s", declared, step.getKey())
                        .isInstanceOf(Map.class);
                assertThat(map(step.getValue()))
                        .as("%s, %s", declared, step.getKey())
                        .containsKey("id");
            }
        }
    }

    @Test
    void aStepsIdBeginsWithItsRoutesId() {
        for (Declared declared : ALL.stream().filter(Declared::route).toList()) {
            assertThat(ids(declared)).as("%s", declared).allSatisfy(id -> assertThat(id)
                    .startsWith(declared.id() + "-"));
        }
    }

    @Test
    void idsAreUniqueOverAllFiles() {
        List<String> ids = new ArrayList<>();
        ALL.forEach(declared -> {
            ids.add(declared.id());
            ids.addAll(ids(declared));
        });

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void aDirectEndpointHasTheNameOfItsOneRoute() {
        for (Declared declared : ALL) {
            if (declared.from().startsWith("direct:")) {
                assertThat(declared.from()).isEqualTo("direct:" + declared.id());
            }
        }
    }

    @Test
    void whatIsCalledIsThere() {
        List<String> consumers = ALL.stream().map(Declared::from).toList();
        for (Declared declared : ALL) {
            List<String> called = new ArrayList<>();
            walk(declared.content(), (key, value) -> {
                if (value instanceof String text && text.matches("(direct|seda):.*")) {
                    called.add(text);
                }
            });
            assertThat(consumers).as("%s", declared).containsAll(called);
        }
    }

    @Test
    void everyBeanIsThere() {
        Set<String> beans = beans();
        for (Declared declared : ALL) {
            Set<String> named = new TreeSet<>();
            walk(declared.content(), (key, value) -> {
                if (key.equals("ref")) {
                    named.add(String.valueOf(value));
                } else if (value instanceof String text && text.startsWith("#")) {
                    named.add(text.replaceFirst("#(bean:)?", ""));
                }
            });
            assertThat(beans).as("%s", declared).containsAll(named);
        }
    }

    @Test
    void noEndpointHoldsASecret() {
        for (Declared declared : ALL) {
            walk(declared.content(), (key, value) -> {
                if (key.equals("uri") || key.equals("parameters")) {
                    assertThat(String.valueOf(value).toLowerCase(java.util.Locale.ROOT))
                            .as("%s", declared)
                            .doesNotContainPattern(SECRET);
                }
            });
        }
    }

    /** Camel counts a placeholder in a comment too, and fills the others with its value. */
    @Test
    void statementsHaveNoPlaceholderInAComment() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "main", "resources", "sql"))) {
            for (Path file : files.toList()) {
                assertThat(Files.readAllLines(file))
                        .as("%s", file)
                        .noneMatch(line -> line.contains("--") && line.indexOf(":#") > line.indexOf("--"));
            }
        }
    }

    /** Names of this project's beans, without starting any. */
    private static Set<String> beans() {
        DefaultListableBeanFactory registry = new DefaultListableBeanFactory();
        StandardEnvironment environment = new StandardEnvironment();
        environment.setActiveProfiles("demo");
        new ClassPathBeanDefinitionScanner(registry, true, environment).scan("io.agenticproxy");
        Set<String> names = new TreeSet<>();
        for (String name : registry.getBeanDefinitionNames()) {
            names.add(name);
            String type = registry.getBeanDefinition(name).getBeanClassName();
            ReflectionUtils.doWithMethods(ClassUtils.resolveClassName(String.valueOf(type), null), method -> {
                Bean bean = AnnotatedElementUtils.findMergedAnnotation(method, Bean.class);
                if (bean != null) {
                    names.addAll(bean.name().length == 0 ? List.of(method.getName()) : List.of(bean.name()));
                }
            });
        }
        return names;
    }
}
