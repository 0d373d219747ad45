#include "formats/control.h"

#include "catch.h"

using namespace nameward::formats;

namespace {

std::vector<ControlFrame> read_all(ControlFrameReader& reader) {
    std::vector<ControlFrame> frames;
    while (true) {
        auto next = reader.next();
        REQUIRE(next);
        if (!*next) return frames;
        frames.push_back(std::move(**next));
    }
}

}  // namespace

TEST_CASE("a request survives its line, whatever its words hold", "[system][control]") {
    const ControlRequest request{
        "sweep", {"--collector", "records", "example.com", "a\"b\n\\\xc3\xa4", ""}, "/var/lib/nameward.db"};
    const auto line = to_line(request);
    CHECK(line.find('\n') == line.size() - 1);
    const auto back = control_request_from(line);
    REQUIRE(back);
    CHECK(*back == request);
}

TEST_CASE("a request without arguments and store has none", "[system][control]") {
    const auto request = control_request_from(R"({"command":"reload"})");
    REQUIRE(request);
    CHECK(*request == ControlRequest{"reload", {}});
}

TEST_CASE("what is no request is refused with the reason", "[system][control]") {
    const std::string many = "[" + [] {
        std::string list = "\"a\"";
        for (std::size_t i = 0; i < kMostControlArguments; ++i) list += ",\"a\"";
        return list;
    }() + "]";
    for (const auto& line :
         {std::string(""), std::string("sweep"), std::string("{"), std::string("[]"), std::string("{}"),
          std::string("null"), std::string(R"({"command":7})"),
          std::string(R"({"command":"sweep","arguments":"example.com"})"),
          std::string(R"({"command":"sweep","arguments":[1]})"), std::string(R"({"command":"sweep","store":1})"),
          std::string(R"({"command":"sweep","arguments":[["a"]]})"), R"({"command":"sweep","arguments":)" + many + "}",
          std::string(50'000, '['), std::string(R"({"command":")") + std::string(70'000, 'a') + "\"}",
          std::string("{\"command\":\"\xff\"}")}) {
        const auto request = control_request_from(line);
        INFO(line.substr(0, 60));
        REQUIRE_FALSE(request);
        CHECK(request.error().kind == nameward::ErrorKind::malformed);
        CHECK(request.error().what.find("nothing was done") != std::string::npos);
    }
}

TEST_CASE("frames are put together from pieces of any size", "[system][control]") {
    const std::string binary("\0o\xff\n", 4);
    const auto stream =
        to_frames(ControlFrame::Kind::out, binary) + to_frames(ControlFrame::Kind::err, "50 %") + exit_frame(10);
    const std::vector<ControlFrame> expected{
        {ControlFrame::Kind::out, binary}, {ControlFrame::Kind::err, "50 %"}, {ControlFrame::Kind::exit, "10"}};
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        ControlFrameReader reader;
        std::vector<ControlFrame> frames;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            reader.feed(std::string_view(stream).substr(at, piece));
            for (auto& frame : read_all(reader)) frames.push_back(std::move(frame));
        }
        CHECK(frames == expected);
    }
}

TEST_CASE("a text beyond the largest frame travels in several and an empty one in none", "[system][control]") {
    const std::string text(kLargestControlFrame * 2 + 1, 'x');
    ControlFrameReader reader;
    reader.feed(to_frames(ControlFrame::Kind::out, text));
    std::string back;
    for (const auto& frame : read_all(reader)) back += frame.text;
    CHECK(back == text);
    CHECK(to_frames(ControlFrame::Kind::out, "").empty());
}

TEST_CASE("a stream that is no answer is refused before it is believed", "[system][control]") {
    for (const auto& bytes : {std::string("HTTP/1.1 200 OK"), std::string("o\xff\xff\xff\xff"), std::string("\0", 1)}) {
        ControlFrameReader reader;
        reader.feed(bytes);
        CHECK_FALSE(reader.next());
    }
}

TEST_CASE("an exit code is a number from 0 to 255", "[system][control]") {
    CHECK(*exit_code_of({ControlFrame::Kind::exit, "0"}) == 0);
    CHECK(*exit_code_of({ControlFrame::Kind::exit, "255"}) == 255);
    for (const auto* text : {"", "256", "-1", "1x", " 1", "99999999999"})
        CHECK_FALSE(exit_code_of({ControlFrame::Kind::exit, text}));
}
