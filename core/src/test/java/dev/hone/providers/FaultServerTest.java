package dev.hone.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.InternalServerException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import dev.hone.testing.Fault;
import dev.hone.testing.FaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The fault server is no straw man: the vendors' own clients take its replies for the real ones.
 */
class FaultServerTest {
  private static OpenAIClient openAi(FaultServer server) {
    return OpenAIOkHttpClient.builder()
        .apiKey("sk-test")
        .baseUrl(server.base())
        .responseValidation(true)
        .maxRetries(2)
        .build();
  }

  private static ChatCompletionCreateParams hello() {
    return ChatCompletionCreateParams.builder().model("gpt-4.1").addUserMessage("hello").build();
  }

  @Test
  void openAisClientTakesItsChatCompletions() {
    try (FaultServer server =
        new FaultServer((number, body) -> number == 1 ? Fault.LIMITED : Fault.NONE)) {
      OpenAIClient client = openAi(server);
      ChatCompletion completion = client.chat().completions().create(hello());
      assertThat(completion.choices().get(0).message().content()).contains("re: hello");
      assertThat(completion.choices().get(0).finishReason().asString()).isEqualTo("stop");
      assertThat(completion.usage().orElseThrow().completionTokens()).isPositive();
      assertThat(server.requests()).as("it retried the 429").isEqualTo(2);
      assertThat(server.bought()).isOne();
      client.close();
    }
  }

  @Test
  void openAisClientTakesItsErrors() {
    try (FaultServer server = new FaultServer((number, body) -> Fault.OVERLOADED)) {
      OpenAIClient client = openAi(server).withOptions(options -> options.maxRetries(0));
      assertThatThrownBy(() -> client.chat().completions().create(hello()))
          .isInstanceOf(InternalServerException.class);
      client.close();
    }
  }

  @Test
  void openAisClientTakesItsResponses() {
    try (FaultServer server = FaultServer.good()) {
      OpenAIClient client = openAi(server);
      Response response =
          client
              .responses()
              .create(ResponseCreateParams.builder().model("gpt-4.1").input("hello").build());
      assertThat(response.output().get(0).asMessage().content().get(0).asOutputText().text())
          .isEqualTo("re: hello");
      client.close();
    }
  }

  @Test
  void openAisClientTakesItsBatches() throws IOException {
    try (FaultServer server = FaultServer.good()) {
      server.batches().endingAfterLooks(1);
      OpenAIClient client = openAi(server);
      String line =
          "{\"custom_id\": \"one\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\":"
              + " {\"model\": \"gpt-4.1\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}}\n";
      FileObject file =
          client
              .files()
              .create(
                  FileCreateParams.builder()
                      .file(line.getBytes(StandardCharsets.UTF_8))
                      .purpose(FilePurpose.BATCH)
                      .build());
      Batch made =
          client
              .batches()
              .create(
                  BatchCreateParams.builder()
                      .inputFileId(file.id())
                      .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                      .completionWindow(BatchCreateParams.CompletionWindow._24H)
                      .build());
      Batch ended = client.batches().retrieve(made.id());
      assertThat(ended.status()).isEqualTo(Batch.Status.COMPLETED);
      assertThat(ended.requestCounts().orElseThrow().completed()).isOne();
      assertThat(client.batches().list().data()).extracting(Batch::id).containsExactly(made.id());
      try (HttpResponse content = client.files().content(ended.outputFileId().orElseThrow())) {
        assertThat(new String(content.body().readAllBytes(), StandardCharsets.UTF_8))
            .contains("\"custom_id\":\"one\"")
            .contains("re: hello");
      }
      assertThat(client.files().delete(file.id()).deleted()).isTrue();
      client.close();
    }
  }

  @Test
  void anthropicsClientTakesItsMessages() {
    try (FaultServer server = FaultServer.good()) {
      AnthropicClient client =
          AnthropicOkHttpClient.builder()
              .apiKey("sk-test")
              .baseUrl("http://127.0.0.1:" + server.port())
              .responseValidation(true)
              .build();
      var message =
          client
              .messages()
              .create(
                  MessageCreateParams.builder()
                      .model("claude-sonnet-4-5")
                      .maxTokens(64)
                      .addUserMessage("hello")
                      .build());
      assertThat(message.content().get(0).asText().text()).isEqualTo("re: hello");
      client.close();
    }
  }
}
