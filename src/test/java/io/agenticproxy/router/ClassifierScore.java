package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.router.JudgedPrompt.Column;
import java.util.List;
import java.util.function.Predicate;

/** How good the verdicts on some prompts are. Immutable. */
final class ClassifierScore {
    static final int COMPLEX_CALLED_SIMPLE = 10;
    static final int COMPLEX_CALLED_MODERATE = 4;
    static final int MODERATE_CALLED_SIMPLE = 3;
    /** A saving that was missed: also what a kept prompt costs that is not COMPLEX. */
    static final int TOO_HIGH = 1;

    private final List<JudgedPrompt> judged;
    private final double confidence;

    ClassifierScore(List<JudgedPrompt> judged, double confidence) {
        this.judged = List.copyOf(judged);
        this.confidence = confidence;
    }

    ClassifierScore ofKind(String kind) {
        return new ClassifierScore(
                judged.stream().filter(one -> one.prompt().kind().equals(kind)).toList(), confidence);
    }

    List<String> kinds() {
        return judged.stream().map(one -> one.prompt().kind()).distinct().toList();
    }

    int prompts() {
        return judged.size();
    }

    /** A cell of the confusion matrix. */
    long count(Complexity label, Column column) {
        return count(one -> one.prompt().complexity() == label && column(one) == column);
    }

    /** Verdicts that were sure enough to count. */
    long called() {
        return count(one -> column(one).called().isPresent());
    }

    /** Those of them that agree with the label. */
    long right() {
        return count(one ->
                column(one).called().filter(one.prompt().complexity()::equals).isPresent());
    }

    /** Prompts that go where they belong, where what is kept counts as called COMPLEX. */
    long wellPlaced() {
        return count(one -> weight(one.prompt().complexity(), column(one)) == 0);
    }

    /** Called lower than labelled, and sure of it. */
    List<JudgedPrompt> dangerous() {
        return judged.stream().filter(this::tooLow).toList();
    }

    long cost() {
        return judged.stream()
                .mapToLong(one -> weight(one.prompt().complexity(), column(one)))
                .sum();
    }

    static int weight(Complexity label, Column column) {
        Complexity called = column.called().orElse(Complexity.COMPLEX);
        if (called.compareTo(label) >= 0) {
            return called == label ? 0 : TOO_HIGH;
        }
        if (label == Complexity.MODERATE) {
            return MODERATE_CALLED_SIMPLE;
        }
        return called == Complexity.SIMPLE ? COMPLEX_CALLED_SIMPLE : COMPLEX_CALLED_MODERATE;
    }

    Column column(JudgedPrompt one) {
        return one.column(confidence);
    }

    private boolean tooLow(JudgedPrompt one) {
        return column(one)
                .called()
                .filter(called -> called.compareTo(one.prompt().complexity()) < 0)
                .isPresent();
    }

    private long count(Predicate<JudgedPrompt> which) {
        return judged.stream().filter(which).count();
    }
}
