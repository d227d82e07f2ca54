package io.agenticproxy.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/money.md} says is what the code does. */
class MoneyDocTest {
    private static final String DOC = read(Path.of("docs/money.md"));
    private static final Instant DAY = Instant.parse("2026-11-23T12:00:00Z");
    private static final PriceCatalog CATALOG = PriceCatalog.builtIn();
    private static final Set<String> KNOWN_FACTS = Set.of(
            "call",
            "requested",
            "served",
            "tokens",
            "marks",
            "prefix",
            "lost by",
            "classifier",
            "first try",
            "cut after");
    private static final Pattern FACT = Pattern.compile("([a-z ]+?) {2,}(\\S.*)");
    private static final Pattern FIGURE = Pattern.compile("([a-z' ]+?) +(-?[0-9.]+)(?: += (.+))?");

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsTrue(String example) {
        String[] halves = example.split("\n\n", 2);
        CallCost cost = new CallPricing(CATALOG).cost(facts(lines(halves[0])));
        List<String> figures = halves[1].lines().toList();

        assertThat(cost.priced()).isEqualTo(!figures.contains("unpriced"));
        assertThat(cost.estimated()).isEqualTo(figures.contains("estimated"));
        assertThat(shown(figures)).containsExactlyInAnyOrderEntriesOf(figuresOf(cost));
    }

    @Test
    void theExamplesHaveNotVanished() {
        assertThat(examples()).hasSizeGreaterThan(15);
    }

    @Test
    void thePricesAboveTheExamplesAreTheCatalogs() {
        Matcher row = Pattern.compile("(?m)^\\| `(claude-[a-z0-9-]+)`(, prompt over 100,000 tokens)? \\| (.+) \\|$")
                .matcher(DOC);
        List<MatchResult> rows = row.results().toList();

        assertThat(rows).hasSize(4);
        for (MatchResult each : rows) {
            long prompt = each.group(2) == null ? 100_000 : 100_001;
            Rates rates =
                    CATALOG.rates(each.group(1), DAY, prompt, Terms.STANDARD).orElseThrow();
            List<Usd> prices = Stream.of(each.group(3).split(" \\| "))
                    .map(price -> Usd.perMillion(new BigDecimal(price)))
                    .toList();
            assertThat(prices)
                    .as(each.group())
                    .containsExactly(
                            rates.input(),
                            rates.output(),
                            rates.promptCacheRead(),
                            rates.promptCacheWrite5m(),
                            rates.promptCacheWrite1h());
        }
    }

    @Test
    void theExampleOfAPricesFileIsOne() {
        PriceCatalog catalog = CATALOG.withOverrides(PriceCatalog.parse("prices.json", only(blocks("json"))));

        assertThat(catalog.price(Usage.of("claude-opus-5-5", Tokens.of(1_000_000, 0)), DAY))
                .contains(Usd.of("3.4"));
        assertThat(catalog.price(Usage.of("our-opus", Tokens.of(1_000_000, 0)), DAY))
                .contains(Usd.of("4"));
    }

    @Test
    void theExampleOfAMistakeIsWhatOneGets() {
        String mistaken = only(blocks("json")).replaceFirst("\"input\": 4,", "\"input\": -4,");

        assertThatThrownBy(() -> PriceCatalog.parse("prices.json", mistaken))
                .hasMessage(only(blocks("message")).strip());
    }

    @Test
    void everyFieldOfAPricesFileIsInTheTableAndNoOther() {
        Set<String> documented = new TreeSet<>();
        Pattern row = Pattern.compile("(?m)^\\| ((?:`[a-z0-9_]+`(?:, )?)+) \\|");
        String table = DOC.substring(DOC.indexOf("| Field | |"));
        row.matcher(table)
                .results()
                .forEach(match -> documented.addAll(
                        List.of(match.group(1).replace("`", "").split(", "))));

        assertThat(documented).isEqualTo(CatalogReader.fieldNames());
    }

    static List<String> examples() {
        return blocks("example");
    }

    private static CallFacts facts(Map<String, String> lines) {
        assertThat(lines).containsKeys("call", "requested");
        assertThat(KNOWN_FACTS).containsAll(lines.keySet());
        String requested = lines.getOrDefault("requested", "");
        String served = lines.getOrDefault("served", requested);
        BilledUsage usage = Optional.ofNullable(lines.get("tokens"))
                .map(tokens -> BilledUsage.of(Usage.of(served, tokens(tokens))))
                .orElse(null);
        boolean ours = lines.getOrDefault("marks", "").equals("the proxy's");
        CallFacts facts = new CallFacts(
                CallKind.valueOf(lines.getOrDefault("call", "").toUpperCase(Locale.ROOT)),
                requested,
                served,
                usage,
                ours && usage != null ? Marks.all(usage) : Marks.NONE,
                prefix(lines),
                new OwnCalls(
                        usage(lines, "classifier").orElse(null),
                        false,
                        usage(lines, "first try").map(BilledUsage::of).orElse(null)),
                true,
                DAY);
        return Optional.ofNullable(lines.get("cut after"))
                .map(cut -> facts.cutAfter(number(cut)))
                .orElse(facts);
    }

    private static ClientPrefix prefix(Map<String, String> lines) {
        String prefix = lines.getOrDefault("prefix", "");
        ClientPrefix found = ClientPrefix.asReported();
        if (prefix.startsWith("warm up to ")) {
            found = ClientPrefix.warmUpTo(number(prefix));
        } else if (!prefix.isEmpty()) {
            found = prefix.equals("warm") ? ClientPrefix.warm() : ClientPrefix.cold();
        }
        return lines.getOrDefault("lost by", "").equals("routing") ? found.lostByRouting() : found;
    }

    private static Optional<Usage> usage(Map<String, String> lines, String fact) {
        return Optional.ofNullable(lines.get(fact))
                .map(text -> text.split(", ", 2))
                .map(parts -> Usage.of(parts[0], tokens(parts[1])));
    }

    private static Tokens tokens(String text) {
        Tokens sum = Tokens.NONE;
        for (String part : text.split(", ")) {
            long count = number(part);
            sum = sum.plus(
                    switch (part.substring(part.indexOf(' ') + 1)) {
                        case "input" -> Tokens.of(count, 0);
                        case "output" -> Tokens.of(0, count);
                        case "read" -> new Tokens(0, 0, count, 0, 0);
                        case "written for 5 minutes" -> new Tokens(0, 0, 0, count, 0);
                        case "written for an hour" -> new Tokens(0, 0, 0, 0, count);
                        default -> throw new IllegalArgumentException(part);
                    });
        }
        return sum;
    }

    /** The first in the text. */
    private static long number(String text) {
        return Long.parseLong(text.replaceFirst("^\\D*([0-9,]+).*$", "$1").replace(",", ""));
    }

    private static Map<String, String> lines(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            Matcher fact = FACT.matcher(line);
            assertThat(fact.matches()).as(line).isTrue();
            lines.put(fact.group(1), fact.group(2));
        });
        return lines;
    }

    /** The figures as the page has them; what is behind a {@code =} must come to the same. */
    private static Map<String, Usd> shown(List<String> lines) {
        Map<String, Usd> figures = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.equals("estimated") || line.equals("unpriced")) {
                continue;
            }
            Matcher figure = FIGURE.matcher(line);
            assertThat(figure.matches()).as(line).isTrue();
            Usd amount = Usd.of(figure.group(2));
            Optional.ofNullable(figure.group(3))
                    .ifPresent(sum ->
                            assertThat(Usd.perMillion(value(sum))).as(line).isEqualTo(amount));
            figures.put(figure.group(1), amount);
        }
        figures.values().removeIf(Usd::isZero);
        return figures;
    }

    private static Map<String, Usd> figuresOf(CallCost cost) {
        Map<String, Usd> figures = new LinkedHashMap<>();
        cost.actual().ifPresent(amount -> figures.put("actual", amount));
        cost.classifier().ifPresent(amount -> figures.put("classifier", amount));
        cost.baseline().ifPresent(amount -> figures.put("baseline", amount));
        cost.saved().ifPresent(amount -> figures.put("saved", amount));
        cost.savedCache().ifPresent(amount -> figures.put("saved by cache", amount));
        cost.savedRouting().ifPresent(amount -> figures.put("saved by routing", amount));
        cost.savedPromptCache().ifPresent(amount -> figures.put("saved by prompt cache", amount));
        cost.providerCache().ifPresent(amount -> figures.put("provider's cache", amount));
        cost.premium().ifPresent(amount -> figures.put("premium", amount));
        figures.values().removeIf(Usd::isZero);
        return figures;
    }

    /** Sums and differences of products: {@code 1,000 × 4 + 500 × 20 − 3}. */
    private static BigDecimal value(String text) {
        BigDecimal sum = BigDecimal.ZERO;
        for (String term : text.replace("− ", "+ −").split(" \\+ ")) {
            boolean negative = term.startsWith("−");
            BigDecimal product = Stream.of((negative ? term.substring(1) : term).split(" × "))
                    .map(factor -> new BigDecimal(factor.replace(",", "")))
                    .reduce(BigDecimal.ONE, BigDecimal::multiply);
            sum = negative ? sum.subtract(product) : sum.add(product);
        }
        return sum;
    }

    private static List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)\n```$")
                .matcher(DOC)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toList());
    }

    private static String only(List<String> blocks) {
        assertThat(blocks).hasSize(1);
        return blocks.get(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
