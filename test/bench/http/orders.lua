-- wrk's part of the benchmark: each request is a new order, nothing is a replay. Told after "--": the body, cut where the id goes
-- (two files), the ids' prefix, and the token or "".
local head, tail, prefix, token, made

local function content(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  head, tail, prefix, token, made = content(args[1]), content(args[2]), args[3], args[4] or "", 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if token ~= "" then wrk.headers["Authorization"] = "Bearer " .. token end
end

function request()
  made = made + 1
  -- Shaped like a UUIDv7: what grows in time stands in front of it.
  return wrk.format(nil, "/v1/orders", nil, head .. prefix .. string.format("%012x", made) .. tail)
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50Ms":%.3f,"p99Ms":%.3f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
