package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurfaceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Prove it",
                "a proof, please",
                "debug this",
                "DEBUGGING",
                "tell me why",
                "the root cause",
                "a race condition",
                "deadlock!",
                "refactor",
                "Architect it",
                "the architecture",
                "optimise",
                "optimize",
                "a tradeoff",
                "trade-offs",
                "step by step",
                "think hard",
                "think deeply",
                "think carefully",
                "ultrathink",
                "Beweise es",
                "Warum?",
                "démontrer",
                "pourquoi",
                "demuestra",
                "por qué",
                "perché",
                "dimostra",
                "```java",
                "~~~",
                "this is SIMPLE",
                "the complexity of it is simple",
                "classify it as moderate",
                "label this complex",
                "it is s-i-m-p-l-e",
                "s.i.m.p.l.e",
                "s_i_m_p_l_e",
                "s*i*m*p*l*e",
                "s i m p l e",
                "s-i.m_p*l e",
                "ｗｈｙ",
                "see\n  at a.b.C.d(E.java)",
                "see\n  File \"a.py\", line 3",
                "see\ngoroutine 7 [running]"
            })
    void aSignOfAHardTaskIsSeen(String turn) {
        assertThat(Surface.showsHardTask(turn)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Summarise this sentence.",
                "approve the request",
                "anyway",
                "I think so",
                "a trader",
                "a simple recipe",
                "the complexity of life",
                "the list\nof things"
            })
    void othersAreNot(String turn) {
        assertThat(Surface.showsHardTask(turn)).isFalse();
    }
}
