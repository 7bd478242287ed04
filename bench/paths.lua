-- wrk -s bench/paths.lua URL -- FILE: asks for the paths of the file's lines by turns.
local requests, at = {}, 0

function init(args)
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format(nil, path)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
