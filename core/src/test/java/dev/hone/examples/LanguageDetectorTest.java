package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LanguageDetectorTest {
  /** What people write to a support desk, in sentences that were not looked at for the lists. */
  private static final Map<String, List<String>> SENTENCES = new TreeMap<>();

  static {
    put(
        "en",
        "My order arrived damaged and nobody answers the phone.",
        "Can I change the address after I paid?",
        "The app crashes whenever I open the camera.");
    put(
        "de",
        "Meine Bestellung kam beschädigt an und niemand geht ans Telefon.",
        "Kann ich die Adresse nach der Zahlung noch ändern?",
        "Die App stürzt ab, sobald ich die Kamera öffne.");
    put(
        "fr",
        "Ma commande est arrivée abîmée et personne ne répond au téléphone.",
        "Puis-je changer l'adresse après avoir payé ?",
        "L'application plante quand j'ouvre l'appareil photo.");
    put(
        "es",
        "Mi pedido llegó dañado y nadie contesta el teléfono.",
        "¿Puedo cambiar la dirección después de pagar?",
        "La aplicación se cierra cuando abro la cámara.");
    put(
        "pt",
        "Minha encomenda chegou danificada e ninguém atende o telefone.",
        "Posso mudar o endereço depois de pagar?",
        "O aplicativo fecha quando abro a câmera.");
    put(
        "it",
        "Il mio ordine è arrivato danneggiato e nessuno risponde al telefono.",
        "Posso cambiare l'indirizzo dopo aver pagato?",
        "L'app si blocca quando apro la fotocamera.");
    put(
        "nl",
        "Mijn bestelling is beschadigd aangekomen en niemand neemt de telefoon op.",
        "Kan ik het adres nog wijzigen na de betaling?",
        "De app crasht als ik de camera open.");
    put(
        "sv",
        "Min beställning kom skadad och ingen svarar i telefonen.",
        "Kan jag ändra adressen efter att jag har betalat?",
        "Appen kraschar när jag öppnar kameran.");
    put(
        "da",
        "Min ordre kom beskadiget frem, og ingen tager telefonen.",
        "Kan jeg ændre adressen, efter at jeg har betalt?",
        "Appen går ned, hver gang jeg åbner kameraet af sig selv.");
    put(
        "fi",
        "Tilaukseni saapui rikki eikä kukaan vastaa puhelimeen, mutta olen jo maksanut.",
        "Voinko vielä muuttaa osoitetta kun olen maksanut?",
        "Sovellus kaatuu aina kun avaan kameran, miksi?");
    put(
        "pl",
        "Moje zamówienie przyszło uszkodzone i nikt nie odbiera telefonu.",
        "Czy mogę zmienić adres po opłaceniu?",
        "Aplikacja zamyka się, kiedy otwieram aparat.");
    put(
        "cs",
        "Moje objednávka přišla poškozená a nikdo nezvedá telefon.",
        "Mohu změnit adresu, když už jsem zaplatil?",
        "Aplikace spadne, jakmile otevřu fotoaparát.");
    put(
        "ro",
        "Comanda mea a ajuns deteriorată și nimeni nu răspunde la telefon.",
        "Pot schimba adresa după ce am plătit?",
        "Aplicația se închide când deschid camera.");
    put(
        "hu",
        "A rendelésem sérülten érkezett, és senki nem veszi fel a telefont.",
        "Meg tudom még változtatni a címet a fizetés után?",
        "Az alkalmazás összeomlik, ha megnyitom a kamerát.");
    put(
        "tr",
        "Siparişim hasarlı geldi ve kimse telefona bakmıyor.",
        "Ödeme yaptıktan sonra adresi değiştirebilir miyim?",
        "Kamerayı açınca uygulama çöküyor, neden?");
    put(
        "id",
        "Pesanan saya tiba dalam keadaan rusak dan tidak ada yang menjawab telepon.",
        "Bisakah saya mengubah alamat setelah membayar?",
        "Aplikasi ini tertutup ketika saya membuka kamera.");
    put(
        "vi",
        "Đơn hàng của tôi bị hỏng và không ai trả lời điện thoại.",
        "Tôi có thể đổi địa chỉ sau khi thanh toán không?",
        "Ứng dụng bị tắt khi tôi mở máy ảnh.");
    put(
        "ru",
        "Мой заказ пришёл повреждённым, и никто не отвечает на звонки.",
        "Могу ли я изменить адрес после оплаты?",
        "Приложение вылетает, когда я открываю камеру.");
    put(
        "uk",
        "Моє замовлення прийшло пошкодженим, і ніхто не відповідає.",
        "Чи можу я змінити адресу після оплати?",
        "Застосунок закривається, коли я відкриваю камеру.");
    put(
        "bg",
        "Поръчката ми пристигна повредена и никой не вдига телефона.",
        "Мога ли да променя адреса, след като съм платил?",
        "Приложението се срива, когато отворя камерата.");
    put(
        "el",
        "Η παραγγελία μου έφτασε κατεστραμμένη.",
        "Μπορώ να αλλάξω τη διεύθυνση;",
        "Η εφαρμογή κλείνει μόνη της.");
    put(
        "ar",
        "وصل طلبي تالفا ولا أحد يرد على الهاتف.",
        "هل يمكنني تغيير العنوان بعد الدفع؟",
        "يتعطل التطبيق عند فتح الكاميرا.");
    put("zh", "我的订单到货时已经损坏，没有人接电话。", "付款后可以更改地址吗？", "每次打开相机应用都会崩溃。");
    put("ja", "注文した商品が壊れて届きました。", "支払い後に住所を変更できますか。", "カメラを開くとアプリが落ちます。");
    put("ko", "주문한 상품이 파손되어 도착했습니다.", "결제 후에 주소를 바꿀 수 있나요?", "카메라를 열면 앱이 종료됩니다.");
  }

  private static void put(String language, String... sentences) {
    SENTENCES.put(language, List.of(sentences));
  }

  @Test
  void tellsLanguagesOfSingleSentences() {
    Map<String, String> wrong = new TreeMap<>();
    int total = 0;
    for (Map.Entry<String, List<String>> language : SENTENCES.entrySet()) {
      for (String sentence : language.getValue()) {
        total++;
        String told = LanguageDetector.detect(sentence);
        if (!language.getKey().equals(told)) {
          wrong.put(sentence, language.getKey() + " taken for " + told);
        }
      }
    }
    double right = 1 - wrong.size() / (double) total;
    System.out.printf(
        Locale.ROOT,
        "language: %.3f of %d sentences in %d languages%n",
        right,
        total,
        SENTENCES.size());
    assertThat(right).as("wrong: %s", wrong).isGreaterThan(0.9);
    assertThat(wrong.values())
        .as("silent rather than wrong")
        .filteredOn(told -> !told.endsWith("null"))
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void saysNothingOfWhatIsNoLanguage() {
    for (String text : List.of("", "12 34", "OK", "{\"q\":[1,2]}", "x = f(y);")) {
      assertThat(LanguageDetector.detect(text)).as(text).isNull();
    }
  }

  @Test
  void takesLinearTimeOnHostileText() {
    assertThat(LanguageDetector.detect("a".repeat(1_000_000))).isNull();
    assertThat(LanguageDetector.detect("the ".repeat(250_000))).isEqualTo("en");
  }
}
