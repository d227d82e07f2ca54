package io.agenticproxy.contract;

import static io.agenticproxy.contract.JavaSdk.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.MultipartField;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.files.DeletedFile;
import com.anthropic.models.files.FileListParams;
import com.anthropic.models.files.FileMetadata;
import com.anthropic.models.files.FileUploadParams;
import com.anthropic.models.messages.batches.BatchCreateParams;
import com.anthropic.models.messages.batches.MessageBatch;
import com.anthropic.models.messages.batches.MessageBatchIndividualResponse;
import io.agenticproxy.contract.JavaSdk.Seen;
import io.agenticproxy.testing.Bytes;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.Scripts;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files and batches: multipart bodies, binary answers and line streams pass, byte for byte. */
class JavaSdkFilesIT {
    private static final String BATCH = "msgbatch_01";

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static JavaSdk sdk;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.inFrontOf(upstream);
        sdk = new JavaSdk(upstream, proxy);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    private static String file(String id) {
        return "{\"type\":\"file\",\"id\":\"" + id + "\",\"filename\":\"naïve.bin\",\"mime_type\":\"image/png\","
                + "\"size_bytes\":300000,\"created_at\":\"2026-11-20T10:00:00Z\",\"downloadable\":true}";
    }

    private static String batch(String status) {
        return "{\"id\":\"" + BATCH + "\",\"type\":\"message_batch\",\"archived_at\":null,"
                + "\"cancel_initiated_at\":null,\"created_at\":\"2026-11-20T10:00:00Z\",\"ended_at\":null,"
                + "\"expires_at\":\"2026-11-21T10:00:00Z\",\"processing_status\":\"" + status + "\","
                + "\"request_counts\":{\"canceled\":0,\"errored\":0,\"expired\":0,\"processing\":2,\"succeeded\":0},"
                + "\"results_url\":null}";
    }

    @Test
    void aFileIsUploadedWhole() throws Exception {
        byte[] content = Bytes.random(1, 300_000);
        upstream.answer(Scripts.json(200, file("file_01")));

        Seen<FileMetadata> seen = sdk.same(client -> client.files()
                .upload(FileUploadParams.builder()
                        .file(MultipartField.<InputStream>builder()
                                .value(new java.io.ByteArrayInputStream(content))
                                .filename("naïve \"1\".bin")
                                .contentType("image/png")
                                .build())
                        .build()));

        assertThat(seen.result().id()).isEqualTo("file_01");
        assertThat(seen.request().line()).isEqualTo("POST /v1/files HTTP/1.1");
        assertThat(seen.request().header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("multipart/form-data; boundary="));
        assertThat(new String(seen.request().body(), ISO_8859_1)).contains(new String(content, ISO_8859_1));
    }

    @Test
    void filesAreListedPageByPage() throws Exception {
        upstream.on(
                r -> JavaSdk.query(r, "page").contains("next"),
                Scripts.json(200, "{\"data\":[" + file("file_02") + "],\"next_page\":null}"));
        upstream.answer(Scripts.json(200, "{\"data\":[" + file("file_01") + "],\"next_page\":\"next\"}"));

        Seen<List<String>> seen = sdk.same(
                client -> client.files().list(FileListParams.builder().limit(1).build()).autoPager().stream()
                        .map(FileMetadata::id)
                        .toList());

        assertThat(seen.result()).containsExactly("file_01", "file_02");
        assertThat(seen.requests()).hasSize(2).allSatisfy(request -> assertThat(JavaSdk.query(request, "limit"))
                .containsExactly("1"));
    }

    @Test
    void aFilesContentIsDownloadedByteForByte() throws Exception {
        byte[] content = Bytes.random(2, 300_000);
        upstream.answer((request, wire) -> {
            wire.head(200, "Content-Type: image/png", "Content-Length: " + content.length);
            wire.send(content);
        });

        Seen<String> seen = sdk.same(client -> {
            try (HttpResponse response = client.files().download("file_01")) {
                assertThat(response.headers().values("content-type")).containsExactly("image/png");
                return Bytes.sha256(response.body());
            }
        });

        assertThat(seen.result()).isEqualTo(Bytes.sha256(content));
        assertThat(seen.request().line()).isEqualTo("GET /v1/files/file_01/content HTTP/1.1");
    }

    @Test
    void aFileIsDeleted() throws Exception {
        upstream.answer(Scripts.json(200, "{\"type\":\"file_deleted\",\"id\":\"file_01\"}"));

        Seen<DeletedFile> seen = sdk.same(client -> client.files().delete("file_01"));

        assertThat(seen.result().id()).isEqualTo("file_01");
        assertThat(seen.request().line()).isEqualTo("DELETE /v1/files/file_01 HTTP/1.1");
    }

    @Test
    void aBatchIsCreatedAndRetrieved() throws Exception {
        upstream.on(r -> r.method().equals("GET"), Scripts.json(200, batch("ended")));
        upstream.answer(Scripts.json(200, batch("in_progress")));

        Seen<List<MessageBatch>> seen = sdk.same(client -> {
            MessageBatch created = client.messages()
                    .batches()
                    .create(BatchCreateParams.builder()
                            .addRequest(batched("one"))
                            .addRequest(batched("two"))
                            .build());
            return List.of(created, client.messages().batches().retrieve(created.id()));
        });

        assertThat(json(seen.result().get(0))).isEqualTo(json(batch("in_progress")));
        assertThat(json(seen.result().get(1))).isEqualTo(json(batch("ended")));
        assertThat(seen.requests())
                .extracting(r -> r.line())
                .containsExactly(
                        "POST /v1/messages/batches HTTP/1.1", "GET /v1/messages/batches/" + BATCH + " HTTP/1.1");
        assertThat(json(seen.requests().get(0).bodyText())
                        .at("/requests/1/custom_id")
                        .asText())
                .isEqualTo("two");
    }

    private static BatchCreateParams.Request batched(String id) {
        return BatchCreateParams.Request.builder()
                .customId(id)
                .params(BatchCreateParams.Request.Params.builder()
                        .model("claude-opus-5-5")
                        .maxTokens(100)
                        .addUserMessage("Number " + id)
                        .build())
                .build();
    }

    @Test
    void aBatchsResultsComeLineByLine() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"No: ü\"},"
                + "\"request_id\":null}";
        upstream.answer((request, wire) -> {
            wire.head(200, "Content-Type: application/x-jsonl", "Transfer-Encoding: chunked");
            wire.chunk("{\"custom_id\":\"two\",\"result\":{\"type\":\"succeeded\",\"message\":"
                    + Scripts.messageBody("claude-opus-5-5", "2") + "}}\n");
            wire.await(firstSeen);
            wire.chunk("{\"custom_id\":\"one\",\"result\":{\"type\":\"errored\",\"error\":" + error + "}}\n");
            wire.endChunks();
        });

        JavaSdk.once(JavaSdk.at(proxy, new JavaSdk.Pauses()), client -> {
            try (StreamResponse<MessageBatchIndividualResponse> results =
                    client.messages().batches().resultsStreaming(BATCH)) {
                Iterator<MessageBatchIndividualResponse> each = results.stream().iterator();
                MessageBatchIndividualResponse two = each.next();
                firstSeen.countDown();
                MessageBatchIndividualResponse one = each.next();
                assertThat(each).isExhausted();
                assertThat(two.customId()).isEqualTo("two");
                assertThat(json(two.result().asSucceeded().message()))
                        .isEqualTo(json(Scripts.messageBody("claude-opus-5-5", "2")));
                assertThat(one.customId()).isEqualTo("one");
                assertThat(json(one.result().asErrored().error())).isEqualTo(json(error));
                return each;
            }
        });
        assertThat(upstream.take().line()).isEqualTo("GET /v1/messages/batches/" + BATCH + "/results HTTP/1.1");
    }
}
