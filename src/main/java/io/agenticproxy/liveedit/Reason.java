package io.agenticproxy.liveedit;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Why a route file can't be taken over, in one line for the person who has just saved it. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof MarkedYamlEngineException marked) {
            String where = marked.getProblemMark()
                    .map(m -> "line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ": ")
                    .orElse("");
            return where + marked.getProblem();
        }
        return String.valueOf(root.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(root.getClass().getSimpleName());
    }
}
