package io.agenticproxy.router;

import ch.qos.logback.classic.Level;
import io.agenticproxy.pricing.PriceCatalog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/**
 * How good is the classifier? Puts the router's question for each prompt of the labelled set, and prints what came of
 * it: {@code docs/classifier.md}. What is not given as an option is as the proxy has it, environment included.
 */
public final class ScoreClassifier {
    private static final String DEMO = "http://localhost:8000/demo-upstream";
    private static final int MOST_AT_ONCE = 4;

    private final AskedClassifier classifier;
    private final boolean surface;

    private ScoreClassifier(AskedClassifier classifier, boolean surface) {
        this.classifier = classifier;
        this.surface = surface;
    }

    public static void main(String[] arguments) throws Exception {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        String url = System.getProperty("base-url", DEMO);
        String model =
                option("model", setting("classifier-models").split(",", -1)[0].strip());
        double confidence = fraction(option("confidence", setting("confidence")));
        boolean surface = Boolean.parseBoolean(option("surface", "true"));
        String key = Optional.ofNullable(System.getenv("ANTHROPIC_API_KEY"))
                .filter(value -> !value.isBlank())
                .orElse("any-value");
        List<LabelledPrompt> prompts = LabelledPrompt.all();
        System.out.printf(
                "%s at %s, %d prompts, confidence %s, %s%n",
                model,
                url,
                prompts.size(),
                confidence,
                surface ? "surface signs first" : "without a look for surface signs");
        AskedClassifier classifier =
                new AskedClassifier(url, key, model, new Rubric(configured("proxy.routes-dir")).text());
        try {
            List<JudgedPrompt> judged = new ScoreClassifier(classifier, surface).judgeAll(prompts);
            new ScorePage(System.out, judged, confidence)
                    .print(
                            PriceCatalog.builtIn(),
                            Clock.systemUTC().instant(),
                            Duration.ofMillis(Long.parseLong(setting("timeout-ms"))));
        } catch (IllegalStateException hopeless) {
            System.out.println(hopeless.getMessage());
            System.exit(1);
        }
    }

    private static String option(String name, String usual) {
        return System.getProperty(name, usual);
    }

    private static double fraction(String text) {
        double value = Double.parseDouble(text);
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("confidence must be from 0 to 1, was '" + text + "'");
        }
        return value;
    }

    private static String setting(String name) throws IOException {
        return configured("proxy.router." + name);
    }

    /** From {@code application.yaml}, where the environment comes in. */
    private static String configured(String name) throws IOException {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        return Optional.ofNullable(yaml.getObject())
                .map((Properties all) -> all.getProperty(name))
                .map(value -> new StandardEnvironment().resolveRequiredPlaceholders(value))
                .orElseThrow(() -> new IOException("application.yaml has no " + name));
    }

    /** In the order of the prompts. */
    private List<JudgedPrompt> judgeAll(List<LabelledPrompt> prompts) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_ONCE);
        try {
            List<Future<JudgedPrompt>> asked = new ArrayList<>();
            for (LabelledPrompt prompt : prompts) {
                asked.add(threads.submit(() -> judge(prompt)));
            }
            List<JudgedPrompt> judged = new ArrayList<>();
            for (Future<JudgedPrompt> one : asked) {
                judged.add(one.get());
            }
            return judged;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IllegalStateException hopeless) {
                throw hopeless;
            }
            throw new IllegalStateException("a question could not be put", failed);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The router asks nobody about a prompt that shows a hard task. */
    private JudgedPrompt judge(LabelledPrompt prompt) throws InterruptedException {
        return surface && Surface.showsHardTask(prompt.turn())
                ? JudgedPrompt.bySurface(prompt)
                : classifier.judge(prompt);
    }
}
