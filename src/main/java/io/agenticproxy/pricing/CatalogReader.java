package io.agenticproxy.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a price file; {@code docs/money.md} describes the format. Every rule of it is checked here. */
final class CatalogReader {
    private static final Set<String> FILE = Set.of("date", "notes", "batch", "web_search_per_1000", "models");
    private static final Set<String> MODEL =
            Set.of("aliases", "family", "min_cacheable_tokens", "tokens_for_same_text", "inference_geo", "prices");
    private static final Set<String> RATES =
            Set.of("input", "output", "prompt_cache_read", "prompt_cache_write_5m", "prompt_cache_write_1h");
    private static final Set<String> LONG_PROMPT = with(RATES, "above_tokens");
    private static final Set<String> CARD = with(RATES, "long_prompt");
    private static final Set<String> PERIOD = with(CARD, "valid_from", "fast");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}");
    private static final Pattern DATED = Pattern.compile(".*-\\d{8}");

    /** Dollars per million tokens, and per thousand searches. With its decimals, see {@link Usd}. */
    private static final String HIGHEST_PRICE = "500";

    private static final int PRICE_DECIMALS = 4;
    private static final String LOWEST_MULTIPLIER = "0.1";
    private static final String HIGHEST_MULTIPLIER = "4";
    private static final int MULTIPLIER_DECIMALS = 1;
    private static final long MOST_TOKENS = 1_000_000_000;

    /** Ids and aliases, to ids. */
    private final Map<String, String> names = new HashMap<>();

    private CatalogReader() {}

    static PriceCatalog read(String file, byte[] json) {
        return new CatalogReader().catalog(LocatedJson.parse(file, json));
    }

    /** All fields that a file may have, wherever. */
    static Set<String> fieldNames() {
        return Stream.of(FILE, MODEL, PERIOD, LONG_PROMPT).flatMap(Set::stream).collect(Collectors.toSet());
    }

    private PriceCatalog catalog(LocatedJson json) {
        Map<String, LocatedJson> fields = json.fields(FILE);
        LocalDate date = json.required(fields, "date").date();
        notes(fields.get("notes"));
        LocatedJson search = fields.get("web_search_per_1000");
        Map<String, LocatedJson> entries = json.required(fields, "models").members();
        entries.forEach((id, entry) -> name(id, id, entry));
        SortedMap<String, ModelEntry> models = new TreeMap<>();
        entries.forEach((id, entry) -> models.put(id, model(id, entry)));
        return new PriceCatalog(
                date,
                multiplier(fields.get("batch")),
                search == null ? null : Usd.perThousand(price(search)),
                models,
                names);
    }

    private static void notes(@Nullable LocatedJson notes) {
        if (notes != null) {
            notes.items().forEach(LocatedJson::text);
        }
    }

    private ModelEntry model(String id, LocatedJson json) {
        Map<String, LocatedJson> fields = json.fields(MODEL);
        LocatedJson cacheable = fields.get("min_cacheable_tokens");
        LocatedJson sameText = fields.get("tokens_for_same_text");
        return new ModelEntry(
                id,
                aliases(id, fields.get("aliases")),
                family(fields.get("family")),
                cacheable == null ? null : cacheable.positive(MOST_TOKENS),
                sameText == null ? null : sameText.decimal("0.5", "2", 2),
                geo(fields.get("inference_geo")),
                periods(json.required(fields, "prices")));
    }

    private SortedSet<String> aliases(String id, @Nullable LocatedJson json) {
        SortedSet<String> aliases = new TreeSet<>();
        if (json != null) {
            for (LocatedJson alias : json.items()) {
                name(alias.text(), id, alias);
                aliases.add(alias.text());
            }
        }
        return Collections.unmodifiableSortedSet(aliases);
    }

    /** Registers a name of a model: no two may share one. */
    private void name(String name, String id, LocatedJson where) {
        if (!NAME.matcher(name).matches()) {
            throw where.error("must be named by letters, digits and . _ : @ / - and at most 128 of them");
        }
        if (DATED.matcher(name).matches()) {
            throw where.error("must be named without its date: a dated id is found by the name before it");
        }
        String taken = names.putIfAbsent(name, id);
        if (taken != null) {
            throw where.error("gives " + id + " a name that " + taken + " has: '" + name + "'");
        }
    }

    private static @Nullable ModelFamily family(@Nullable LocatedJson json) {
        if (json == null) {
            return null;
        }
        Map<String, ModelFamily> families = Stream.of(ModelFamily.values())
                .collect(Collectors.toMap(family -> family.name().toLowerCase(Locale.ROOT), family -> family));
        ModelFamily family = families.get(json.text());
        if (family == null) {
            throw json.error("must be one of " + String.join(", ", new TreeSet<>(families.keySet())) + ", was '"
                    + json.text() + "'");
        }
        return family;
    }

    private static @Nullable SortedMap<String, BigDecimal> geo(@Nullable LocatedJson json) {
        if (json == null) {
            return null;
        }
        SortedMap<String, BigDecimal> multipliers = new TreeMap<>();
        json.members().forEach((region, multiplier) -> multipliers.put(region, multiplier(multiplier)));
        return Collections.unmodifiableSortedMap(multipliers);
    }

    private static List<PricePeriod> periods(LocatedJson json) {
        List<PricePeriod> periods = new ArrayList<>();
        for (LocatedJson item : json.items()) {
            PricePeriod period = period(item);
            if (!periods.isEmpty()
                    && !period.validFrom()
                            .isAfter(periods.get(periods.size() - 1).validFrom())) {
                throw item.error("must have a valid_from later than that of the prices before it");
            }
            periods.add(period);
        }
        if (periods.isEmpty()) {
            throw json.error("must hold prices for at least one date");
        }
        return List.copyOf(periods);
    }

    private static PricePeriod period(LocatedJson json) {
        Map<String, LocatedJson> fields = json.fields(PERIOD);
        LocatedJson validFrom = fields.get("valid_from");
        LocatedJson fast = fields.get("fast");
        return new PricePeriod(
                validFrom == null ? PricePeriod.ALWAYS : validFrom.date(),
                card(json, fields),
                fast == null ? null : card(fast, fast.fields(CARD)));
    }

    private static Card card(LocatedJson json, Map<String, LocatedJson> fields) {
        LocatedJson longPrompt = fields.get("long_prompt");
        return new Card(rates(json, fields), longPrompt == null ? null : longPrompt(longPrompt));
    }

    private static Card.LongPrompt longPrompt(LocatedJson json) {
        Map<String, LocatedJson> fields = json.fields(LONG_PROMPT);
        long above = json.required(fields, "above_tokens").positive(MOST_TOKENS);
        return new Card.LongPrompt(above, rates(json, fields));
    }

    private static Rates rates(LocatedJson json, Map<String, LocatedJson> fields) {
        return new Rates(
                rate(json, fields, "input"),
                rate(json, fields, "output"),
                rate(json, fields, "prompt_cache_read"),
                rate(json, fields, "prompt_cache_write_5m"),
                rate(json, fields, "prompt_cache_write_1h"));
    }

    private static Usd rate(LocatedJson json, Map<String, LocatedJson> fields, String name) {
        return Usd.perMillion(price(json.required(fields, name)));
    }

    private static BigDecimal price(LocatedJson json) {
        return json.decimal("0", HIGHEST_PRICE, PRICE_DECIMALS);
    }

    private static @Nullable BigDecimal multiplier(@Nullable LocatedJson json) {
        return json == null ? null : json.decimal(LOWEST_MULTIPLIER, HIGHEST_MULTIPLIER, MULTIPLIER_DECIMALS);
    }

    private static Set<String> with(Set<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
