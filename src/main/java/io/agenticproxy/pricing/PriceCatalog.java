package io.agenticproxy.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dated prices of models. Immutable.
 *
 * <p>What is not in it has no price: an unknown model, a day before a model's first price, fast speed of a model without
 * fast prices.
 */
public final class PriceCatalog {
    private static final String BUILT_IN = "price-catalog.json";
    private static final Pattern DATED = Pattern.compile("-\\d{8}$");
    private static final int VERSION_DIGITS = 16;
    private static final int SECONDS_OF_A_DAY = 86_400;

    private final LocalDate date;
    private final @Nullable BigDecimal batch;
    private final @Nullable Usd webSearch;
    private final SortedMap<String, ModelEntry> models;
    /** The same without the order: each call asks for several. */
    private final Map<String, ModelEntry> entries;

    private final Map<String, Model> modelsById = new HashMap<>();

    private final Map<String, String> names;
    private final String version;

    /** @param names ids and aliases, to the ids in {@code models} */
    PriceCatalog(
            LocalDate date,
            @Nullable BigDecimal batch,
            @Nullable Usd webSearch,
            SortedMap<String, ModelEntry> models,
            Map<String, String> names) {
        this.date = date;
        this.batch = batch;
        this.webSearch = webSearch;
        this.models = models;
        this.entries = new HashMap<>(models);
        models.forEach((id, entry) -> modelsById.put(id, entry.model()));
        this.names = names;
        this.version = digest(batch + "\n" + webSearch + "\n" + models.values() + "\n" + new TreeMap<>(names));
    }

    /** The catalog that the proxy brings along. */
    public static PriceCatalog builtIn() {
        try (InputStream in = PriceCatalog.class.getResourceAsStream("/" + BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException(BUILT_IN + " is not on the class path");
            }
            return parse(BUILT_IN, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a price file.
     *
     * @throws PriceCatalogException if it can't be read or is not valid
     */
    public static PriceCatalog load(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new PriceCatalogException(file + ": there is no such file");
        } catch (IOException e) {
            throw new PriceCatalogException(
                    file + ": can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /**
     * Reads the text of a price file.
     *
     * @param name how messages call the file
     * @throws PriceCatalogException if it is not valid
     */
    public static PriceCatalog parse(String name, byte[] json) {
        return CatalogReader.read(name, json);
    }

    public static PriceCatalog parse(String name, String json) {
        return parse(name, json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * This catalog with a user's own prices. A model that both have gets its prices from {@code own} alone, all dates of
     * them; what {@code own} does not say of it otherwise stays. Names that {@code own} gives win.
     */
    public PriceCatalog withOverrides(PriceCatalog own) {
        SortedMap<String, ModelEntry> allModels = new TreeMap<>(models);
        own.models.forEach((id, entry) -> allModels.put(canonical(id), entry.over(models.get(canonical(id)))));
        Map<String, String> allNames = new HashMap<>(names);
        own.names.forEach((name, id) -> allNames.put(name, canonical(id)));
        return new PriceCatalog(
                own.date.isAfter(date) ? own.date : date,
                own.batch == null ? batch : own.batch,
                own.webSearch == null ? webSearch : own.webSearch,
                allModels,
                allNames);
    }

    /** The day of the newest data in it. */
    public LocalDate date() {
        return date;
    }

    /** A digest of all that bears on a price: two catalogs with one version price every call alike. */
    public String version() {
        return version;
    }

    /** One name for a model's aliases and dated ids; for a model that is not in the catalog, the name without a date. */
    public String canonical(String model) {
        String known = names.get(model);
        if (known != null) {
            return known;
        }
        String undated = DATED.matcher(model).replaceFirst("");
        return names.getOrDefault(undated, undated);
    }

    public List<Model> models() {
        return models.values().stream().map(ModelEntry::model).toList();
    }

    public Optional<Model> model(String name) {
        return Optional.ofNullable(modelsById.get(canonical(name)));
    }

    /** What the tokens of a request cost that has so many of them in its prompt; region, speed and batch are in it. */
    public Optional<Rates> rates(String model, Instant at, long promptTokens, Terms terms) {
        if (terms.batch() && batch == null) {
            return Optional.empty();
        }
        BigDecimal share = terms.batch() && batch != null ? batch : BigDecimal.ONE;
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(at.getEpochSecond(), SECONDS_OF_A_DAY)); // in UTC
        return entry(model).flatMap(entry -> entry.period(day)
                .map(period -> period.card(terms.fast()))
                .map(card -> card.rates(promptTokens)
                        .times(entry.multiplier(terms.inferenceGeo()))
                        .times(share)));
    }

    /** The price of one iteration. */
    public Optional<Usd> price(Usage usage, Instant at) {
        return rates(usage.model(), at, usage.tokens().prompt(), usage.terms())
                .map(rates -> rates.price(usage.tokens()));
    }

    /** The price of all iterations and fees; absent if that of any is. */
    public Optional<Usd> price(BilledUsage usage, Instant at) {
        if (usage.webSearches() > 0 && webSearch == null) {
            return Optional.empty();
        }
        Usd sum = webSearch == null ? Usd.ZERO : webSearch.times(usage.webSearches());
        for (Usage iteration : usage.iterations()) {
            Optional<Usd> price = price(iteration, at);
            if (price.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(price.get());
        }
        return Optional.of(sum);
    }

    private Optional<ModelEntry> entry(String name) {
        return Optional.ofNullable(entries.get(canonical(name)));
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
