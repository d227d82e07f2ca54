package io.agenticproxy.testing;

/** What the {@link FakeUpstream} does with one request. It runs on the connection's thread. */
@FunctionalInterface
public interface Script {
    /**
     * Answers, half answers, or cuts. A client that leaves ends the script quietly, with {@link Wire.ClientGone};
     * everything else it throws fails the test at {@link FakeUpstream#verify()}.
     */
    void run(RecordedRequest request, Wire wire) throws Exception;
}
